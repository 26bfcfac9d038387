# Writes OUTPUT, a C++ file that holds the bytes of FILE as coutil::tracer::NAME and its length as NAME_size.
# Run as: cmake -DFILE=... -DNAME=... -DOUTPUT=... -P embed.cmake
file(READ ${FILE} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
get_filename_component(file_name ${FILE} NAME)
file(WRITE ${OUTPUT} "// The bytes of ${file_name}, made by embed.cmake.
namespace coutil::tracer {
extern const unsigned char ${NAME}[];
extern const unsigned int ${NAME}_size;
const unsigned char ${NAME}[] = {
${bytes}};
const unsigned int ${NAME}_size = ${size};
}  // namespace coutil::tracer
")
