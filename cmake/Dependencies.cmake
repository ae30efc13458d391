# Everything comes from Debian 12 packages (scripts/setup.sh installs them); nothing is downloaded here.
find_package(SystemC REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)

# fast-cpp-csv-parser is one header without a CMake package.
find_path(SYSTOLE_CSV_INCLUDE_DIR csv.h PATH_SUFFIXES libfccp REQUIRED)
add_library(systole_csv INTERFACE)
target_include_directories(systole_csv SYSTEM INTERFACE "${SYSTOLE_CSV_INCLUDE_DIR}")
target_compile_definitions(systole_csv INTERFACE CSV_IO_NO_THREAD)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns, where it inlines, about a strncpy in that header which cuts file names on purpose.
  target_compile_options(systole_csv INTERFACE -Wno-stringop-truncation)
endif()
