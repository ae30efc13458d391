# systole_room(NAME [DEPENDS ...] [PRIVATE_DEPENDS ...] [EXCLUDE ...])
# One static library, systole_NAME, of all the sources below NAME/. Headers are included by their path from the root
# ("models/units.hpp"), so that a file's room can be read from every include.
function(systole_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;PRIVATE_DEPENDS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  foreach(excluded IN LISTS ROOM_EXCLUDE)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${name}/${excluded}")
  endforeach()
  add_library(systole_${name} STATIC ${sources})
  target_include_directories(systole_${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(systole_${name} PUBLIC ${ROOM_DEPENDS} PRIVATE systole_options ${ROOM_PRIVATE_DEPENDS})
endfunction()
