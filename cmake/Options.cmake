# Language level, warnings and sanitizers as one INTERFACE target that every target of ours links.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# -O2: measured no slower than CMake's -O3 here, and it compiles faster.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(SYSTOLE_CCACHE ccache)
if(SYSTOLE_CCACHE)
  # Clones of the repository share what was compiled: paths are hashed from their roots.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros "${SYSTOLE_CCACHE}")
endif()

add_library(systole_options INTERFACE)
target_compile_features(systole_options INTERFACE cxx_std_20)
target_compile_options(systole_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees overlaps inside std::string's own operator+ (GCC bug 105651).
  target_compile_options(systole_options INTERFACE -Wno-restrict)
endif()

# What sanitized libraries are compiled with; speed is no matter there, lines in reports are. UBSan's checks at each use
# of a pointer (null, alignment, dynamic type, object size) are off, as they take two fifths of the compiler's time:
# AddressSanitizer reports accesses at null and outside of objects itself; alignment and dynamic type are not checked.
add_library(systole_sanitized_link INTERFACE)
target_link_options(systole_sanitized_link INTERFACE -fsanitize=address,undefined)
add_library(systole_sanitized INTERFACE)
target_compile_options(systole_sanitized INTERFACE
  -O1 -g1 -UNDEBUG -fsanitize=address,undefined -fno-sanitize=null,alignment,vptr,object-size -fno-sanitize-recover=all
  -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Instrumented code misleads GCC 12's flow analysis inside <regex> and std::string; the plain builds keep these on.
  # The last one takes a source that is compiled with others for a header.
  target_compile_options(systole_sanitized INTERFACE
    -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-subobject-linkage)
endif()

# Models are small functions that call each other across files: optimised at link time they run a tenth faster. Their
# objects also hold ordinary code, which the tests link, so that only what people run pays for the longer link.
function(systole_link_time_optimized target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
      target_link_options(${target} PRIVATE -flto=auto)
    else()
      target_compile_options(${target} PRIVATE -flto=auto -ffat-lto-objects)
    endif()
  endif()
endfunction()
