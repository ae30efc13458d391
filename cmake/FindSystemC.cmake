# SystemC::systemc from Debian's libsystemc-dev, which ships no CMake package.
#
# Debian builds the library as C++17, and its ABI check exports one symbol only, named after that standard. Our code is
# C++20, so the target tells the headers SC_CPLUSPLUS=201703L: they ask only "newer than 2014?", which both answer alike.
find_path(SystemC_INCLUDE_DIR NAMES systemc)
find_library(SystemC_LIBRARY NAMES systemc)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or: apt-get install libsystemc-dev")

if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(SystemC::systemc PROPERTIES
    IMPORTED_LOCATION "${SystemC_LIBRARY}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
    INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS "SC_CPLUSPLUS=201703L")

  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_LIBRARIES "${SystemC_LIBRARY}")
  set(CMAKE_REQUIRED_INCLUDES "${SystemC_INCLUDE_DIR}")
  set(CMAKE_REQUIRED_DEFINITIONS "-DSC_CPLUSPLUS=201703L")
  set(CMAKE_REQUIRED_FLAGS "-std=c++20")
  check_cxx_source_compiles("
    #include <systemc>
    int sc_main(int, char**) { sc_core::sc_time t(1, sc_core::SC_NS); return t.value() == 0; }
    int main() { return sc_main(0, nullptr); }" SystemC_LINKS)
  unset(CMAKE_REQUIRED_LIBRARIES)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_DEFINITIONS)
  unset(CMAKE_REQUIRED_FLAGS)
  if(NOT SystemC_LINKS)
    message(FATAL_ERROR
      "SystemC was found (${SystemC_LIBRARY}) but a C++20 program does not link with it. "
      "systole is tested with Debian 12's libsystemc-dev 2.3.4, whose ABI is C++17; "
      "see CMakeFiles/CMakeError.log for the linker's words.")
  endif()
endif()
