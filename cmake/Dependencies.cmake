# Everything comes from Debian 12 packages (scripts/setup.sh installs them); nothing is downloaded here.
find_package(SystemC REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED)  # the run time of Debian's oneDNN, to say how many threads it may use
# Headers (Histogram, Math), and what points of a sweep travel in between processes.
find_package(Boost 1.74 REQUIRED COMPONENTS serialization)
find_package(SQLiteCpp REQUIRED)  # stores of sweeps
# Sweeps over machines: an executable of its own, systole-mpi, where MPI and Boost.MPI are there.
find_package(MPI COMPONENTS CXX)
find_package(Boost 1.74 QUIET OPTIONAL_COMPONENTS mpi)
find_package(Eigen3 3.4 REQUIRED)
find_package(Pagmo 2.18 REQUIRED)  # NSGA-II, MOEA/D and hypervolumes of sweeps; wants Boost.Serialization and Eigen
# ONNX's message types as classes: target onnx_proto, headers <onnx/onnx_pb.h>. Its package file wants protobuf's target.
find_package(Protobuf REQUIRED)
find_package(ONNX CONFIG REQUIRED)

# systole_plain_library(NAME HEADER LIBRARY): target systole_NAME, for libraries whose own package files want more than
# their -dev packages install (oneDNN's: OpenCL's headers; libzip's: its tools).
function(systole_plain_library name header library)
  string(TOUPPER ${name} upper)
  find_path(SYSTOLE_${upper}_INCLUDE_DIR ${header} REQUIRED)
  find_library(SYSTOLE_${upper}_LIBRARY ${library} REQUIRED)
  add_library(systole_${name} INTERFACE)
  target_include_directories(systole_${name} SYSTEM INTERFACE "${SYSTOLE_${upper}_INCLUDE_DIR}")
  target_link_libraries(systole_${name} INTERFACE "${SYSTOLE_${upper}_LIBRARY}")
endfunction()
systole_plain_library(dnnl oneapi/dnnl/dnnl.hpp dnnl)
systole_plain_library(zip zip.h zip)

# fast-cpp-csv-parser is one header without a CMake package.
find_path(SYSTOLE_CSV_INCLUDE_DIR csv.h PATH_SUFFIXES libfccp REQUIRED)
add_library(systole_csv INTERFACE)
target_include_directories(systole_csv SYSTEM INTERFACE "${SYSTOLE_CSV_INCLUDE_DIR}")
target_compile_definitions(systole_csv INTERFACE CSV_IO_NO_THREAD)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns, where it inlines, about a strncpy in that header which cuts file names on purpose.
  target_compile_options(systole_csv INTERFACE -Wno-stringop-truncation)
endif()
