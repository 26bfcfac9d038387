-- Variables of the environment.
for _, name in ipairs { "HOME", "PATH", "TZ", "LANG", "LC_ALL", "PWD", "USER", "SECOND" } do print(name, os.getenv(name)) end
