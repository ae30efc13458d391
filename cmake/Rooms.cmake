# systole_room(NAME [DEPENDS ...] [PRIVATE_DEPENDS ...] [EXCLUDE ...])
# One static library, systole_NAME, of all the sources below NAME/. Headers are included by their path from the root
# ("models/units.hpp"), so that a file's room can be read from every include.
#
# And systole_NAME_sanitized, the same with AddressSanitizer and UndefinedBehaviorSanitizer, which only the sanitized
# tests ask for, compiled many sources at a time.
function(systole_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;PRIVATE_DEPENDS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/node_modules/")
  foreach(excluded IN LISTS ROOM_EXCLUDE)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${name}/${excluded}")
  endforeach()

  add_library(systole_${name} STATIC ${sources})
  target_link_libraries(systole_${name} PUBLIC ${ROOM_DEPENDS} PRIVATE systole_options ${ROOM_PRIVATE_DEPENDS})

  set(rooms "(systole_(models|workloads|hw|traces|reports))")
  list(TRANSFORM ROOM_DEPENDS REPLACE "^${rooms}$" "\\1_sanitized")
  list(TRANSFORM ROOM_PRIVATE_DEPENDS REPLACE "^${rooms}$" "\\1_sanitized")
  add_library(systole_${name}_sanitized STATIC EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(systole_${name}_sanitized
    PUBLIC ${ROOM_DEPENDS} systole_sanitized_link PRIVATE systole_options systole_sanitized ${ROOM_PRIVATE_DEPENDS})
  set_target_properties(systole_${name}_sanitized PROPERTIES SYSTOLE_SANITIZED ON UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  systole_group_sources(${sources})

  foreach(library systole_${name} systole_${name}_sanitized)
    target_include_directories(${library} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
  endforeach()
endfunction()

# systole_group_sources(FILE...): says which of them may be compiled as one, where a target wants that.
function(systole_group_sources)
  set(relative ${ARGN})
  list(TRANSFORM relative REPLACE "^${CMAKE_CURRENT_SOURCE_DIR}/" "")
  execute_process(COMMAND python3 scripts/source_groups.py 1000 ${relative}
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE groups OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" groups "${groups}")
  while(groups)
    list(POP_FRONT groups group file)
    set_source_files_properties("${CMAKE_CURRENT_SOURCE_DIR}/${file}" PROPERTIES UNITY_GROUP ${group})
  endwhile()
endfunction()
