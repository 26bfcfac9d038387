// Names, files and folders of a simulated host.
#include <cerrno>

#include "tests/sim_files/disk.h"

namespace coutil::sim {

TEST_CASE("what is written lies over the script's folder, which stays as it is") {
  Host host;
  CHECK(host.content("a") == "first\nsecond\n");
  CHECK(host.files.write("a", "new") == 0);
  CHECK(host.content("a") == "new");
  CHECK(host.content((host.disk.folder() / "a").c_str()) == "new");
  CHECK(host.files.remove("", "sub/c") == 0);
  CHECK(host.content("sub/c") == "errno 2");
  CHECK(host.files.remove("", "sub") == 0);
  CHECK(host.content("sub/c") == "errno 2");
  CHECK(host.files.write("sub/c", "again") == 0);
  CHECK(host.content("sub/c") == "again");
  CHECK(std::filesystem::file_size(host.disk.folder() / "a") == 13);
  CHECK(std::filesystem::exists(host.disk.folder() / "sub/c"));
}

TEST_CASE("a host has the tree of a fresh machine") {
  Host host;
  CHECK(host.files.write("/tmp/x", "text") == 0);
  CHECK(host.content("/tmp/x") == "text");
  CHECK(host.content("/etc/../tmp/./x") == "text");
  CHECK(host.content("/etc/passwd") == "errno 2");
  CHECK(host.content("/tmp") == "errno 21");
  CHECK(host.content("/dev/null").empty());
  CHECK(host.files.write("/dev/null", "text") == 0);
  CHECK(host.files.write("/dev/full", "text") == ENOSPC);
  CHECK(host.files.remove("", "/tmp") == ENOTEMPTY);
  CHECK(host.files.remove("", "/") == EBUSY);
  FileStream stream;
  CHECK(host.open(stream, "/no/such/folder", "w") == ENOENT);
  CHECK(host.files.write("/no/such/folder", "a scenario makes the folders too") == 0);
  CHECK(host.open(stream, "/no/such/folder", "w") == 0);
  CHECK(stream.close() == 0);
  CHECK(host.files.write("/tmp/x/y", "a file is no folder") == ENOTDIR);
}

TEST_CASE("names that lead out of the folder lead nowhere") {
  Host host;
  HostPath path;
  CHECK(host.files.resolve("", "../secret", path) == ENOENT);
  CHECK(path.outside);
  CHECK(host.files.resolve("sub", "../a", path) == 0);
  CHECK(path.view() == "a");
  CHECK(host.files.resolve("", "/tmp/../..", path) == 0);
  CHECK(path.view() == "/");
  CHECK(host.files.resolve("", "nosuch/../a", path) == ENOENT);
  CHECK(host.files.resolve("", "a/../b", path) == ENOTDIR);
  CHECK(host.files.resolve_folder("", "sub/", path) == 0);
  CHECK(path.view() == "sub");
  CHECK(host.files.resolve_folder("", "a", path) == ENOTDIR);
  CHECK(host.files.resolve_folder("/tmp", "x", path) == ENOENT);
  CHECK(host.files.resolve_folder("/etc", ".", path) == 0);
  CHECK(path.view() == "/etc");
}

TEST_CASE("folders that the simulation made can be renamed, those of the disk not") {
  Host host;
  CHECK(host.files.write("/var/db/one", "1") == 0);
  CHECK(host.files.write("/var/db/deep/two", "2") == 0);
  CHECK(host.files.rename("", "/var/db", "/var/db/deep/three") == EINVAL);
  CHECK(host.files.rename("", "/var/db", "/home/db") == 0);
  CHECK(host.content("/home/db/one") == "1");
  CHECK(host.content("/home/db/deep/two") == "2");
  CHECK(host.content("/var/db/one") == "errno 2");
  CHECK(host.files.rename("", "sub", "/home/sub") == EXDEV);
  CHECK(host.files.rename("", "/home/db", "a") == ENOTDIR);
  CHECK(host.files.remove("", "sub/c") == 0);
  CHECK(host.files.rename("", "/home/db", "sub") == 0);
  CHECK(host.content("sub/one") == "1");
  CHECK(host.content("sub/c") == "errno 2");
}

TEST_CASE("open files have numbers, and are shared by those who have them") {
  Host host;
  OpenFile* file = nullptr;
  CHECK(host.files.open("", "a", OpenMode::of("r"), file) == 0);
  CHECK(host.files.open_file(file->number()) == file);
  CHECK(file->number() >= FileSystem::kFirstNumber + 3);
  CHECK(host.files.open_file(FileSystem::kFirstNumber + 1) == &host.files.terminal(1));
  CHECK(host.files.open_file(1) == nullptr);
  CHECK(host.files.open_file(1000) == nullptr);
  file->add_reference();
  FileStream parent;
  FileStream child;
  parent.open(host.files, *file, &parent);
  child.open(host.files, *file, &child);
  CHECK(parent.prepare_reading() == 0);
  parent.advance(6);
  CHECK(child.rest() == "second\n");
  CHECK(host.files.remove("", "a") == 0);
  CHECK(parent.close() == 0);
  CHECK(host.files.open_count() == 1);
  CHECK(child.rest() == "second\n");
  CHECK(child.close() == 0);
  CHECK(host.files.open_count() == 0);
}

TEST_CASE("a terminal takes what is written at once and has nothing to read") {
  Host host;
  std::string told;
  TerminalOutput output{[](void* data, int descriptor, std::string_view text) {
                          auto& told = *static_cast<std::string*>(data);
                          told.append(std::to_string(descriptor)).append(text);
                        },
                        &told};
  FileStream streams[3];
  for (int i = 0; i < 3; ++i) {
    host.files.terminal(i).add_reference();
    streams[i].open(host.files, host.files.terminal(i), &host, Buffering::kFull, output);
  }
  CHECK(streams[1].write("out") == 0);
  CHECK(streams[2].write("err") == 0);
  CHECK(streams[0].write("in") == EBADF);
  CHECK(streams[0].prepare_reading() == 0);
  CHECK(streams[0].rest().empty());
  CHECK(streams[1].prepare_reading() == EBADF);
  std::int64_t position = 0;
  CHECK(streams[1].seek(OpenFile::Origin::kHere, 0, position) == ESPIPE);
  CHECK(told == "1out2err");
  host.files.end_streams(&host, true);
  CHECK_FALSE(streams[1].is_open());
  CHECK(streams[1].write("gone") == EBADF);
}

TEST_CASE("a file of the folder that nobody changed is forgotten when it closes") {
  Host host;
  const std::size_t before = host.memory.out;
  CHECK(host.content("b").size() == 5000);
  CHECK(host.memory.out <= before + 64);  // the table of open files stays
  FileStream stream;
  CHECK(host.open(stream, "link", "r+") == 0);
  CHECK(stream.write("x") == 0);
  CHECK(stream.close() == 0);
  CHECK(host.content("b").substr(0, 2) == "xb");
}

TEST_CASE("memory that ends is a full disk, and what was there stays") {
  Host host;
  FileStream stream;
  CHECK(host.files.write("/tmp/x", "kept") == 0);
  CHECK(host.open(stream, "/tmp/x", "a") == 0);
  host.memory.limit = host.memory.out + 6000;
  CHECK(stream.write(std::string(8192, 'x')) == ENOSPC);
  CHECK(stream.write("y") == 0);
  CHECK(stream.close() == 0);
  CHECK(host.content("/tmp/x") == "kepty");
  host.memory.limit = host.memory.out;
  CHECK(host.open(stream, "/tmp/x", "r") == ENOSPC);
  CHECK(host.files.write("/tmp/new", "") == ENOSPC);
  CHECK(host.files.rename("", "/tmp/x", "/tmp/z") == ENOSPC);
  host.memory.limit = SIZE_MAX;
  CHECK(host.content("/tmp/x") == "kepty");
}

TEST_CASE("all memory is given back") {
  CountingMemory memory;
  Disk disk;
  {
    FileSystem files(&memory, disk.script_folder());
    OpenFile* file = nullptr;
    CHECK(files.open("", "a", OpenMode::of("r+"), file) == 0);
    FileStream stream;
    stream.open(files, *file, nullptr);
    CHECK(stream.write("x") == 0);
    CHECK(files.open_temporary(file) == 0);
    CHECK(files.remove("", "a") == 0);
    CHECK(files.write("/tmp/x", "y") == 0);
  }
  CHECK(memory.out == 0);
}

}  // namespace coutil::sim
