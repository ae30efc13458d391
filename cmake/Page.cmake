# systole_page(LIBRARY...): puts the page of reports, which Node builds from reports/html/page, into the libraries. Where
# that cannot be, they are built all the same, and `systole report` says what was missing and how to get it.
function(systole_page)
  set(source "${PROJECT_SOURCE_DIR}/reports/html/page")
  set(built "${CMAKE_BINARY_DIR}/page")
  set(embedding "${PROJECT_SOURCE_DIR}/reports/html/assets.cpp")

  find_program(SYSTOLE_NODE NAMES node nodejs)
  set(needed "${source}/node_modules/esbuild/package.json" "${source}/node_modules/echarts/package.json")
  set(missing "")
  if(NOT SYSTOLE_NODE)
    set(missing "Node (nodejs 18 or later) was not found: run scripts/setup.sh, which installs it, and build anew")
  endif()
  foreach(file IN LISTS needed)
    if(NOT missing AND NOT EXISTS "${file}")
      set(missing "${file} was not there: run scripts/setup.sh, which installs it from npm, and build anew")
    endif()
  endforeach()
  foreach(file src/main.js src/plots.js)
    if(NOT missing AND NOT EXISTS "${source}/${file}")
      set(missing "${source}/${file} was not there: the sources are not complete")
    endif()
  endforeach()

  # In a sanitized library, which compiles sources together, this one stays alone.
  set_source_files_properties("${embedding}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(missing)
    message(STATUS "No page of reports: ${missing}")
    set_source_files_properties("${embedding}" PROPERTIES COMPILE_DEFINITIONS "SYSTOLE_PAGE_MISSING=\"${missing}\"")
    return()
  endif()

  file(GLOB_RECURSE parts CONFIGURE_DEPENDS "${source}/src/*")
  set(files "${built}/page.js" "${built}/page.css" "${built}/plots.mjs")
  add_custom_command(OUTPUT ${files}
    COMMAND "${SYSTOLE_NODE}" build.mjs "${built}"
    DEPENDS ${parts} ${needed} "${source}/build.mjs" "${source}/notices.mjs" "${source}/package-lock.json"
    WORKING_DIRECTORY "${source}" COMMENT "Building the page of reports" VERBATIM)
  add_custom_target(systole_page DEPENDS ${files})
  # The files' names stand in the object: ccache has seen the assembler's .incbin and keeps away.
  set_source_files_properties("${embedding}" PROPERTIES
    COMPILE_DEFINITIONS "SYSTOLE_PAGE_DIRECTORY=\"${built}\"" OBJECT_DEPENDS "${files}")
  foreach(library IN LISTS ARGN)
    add_dependencies(${library} systole_page)
  endforeach()
endfunction()
