# SPDX-License-Identifier: MPL-2.0
# The house: one static library per room, and the warnings every line of ours is compiled with.
#
#   cc_room(<name> [DIRECTORY <dir>] SOURCES <file>... [BELOW <room>...] [LIBRARIES <target>...]
#           [TESTS <file>...])
#
# A room links only the rooms named in BELOW, and so does each of its test programs: a call upwards
# does not link.  LIBRARIES are foreign libraries that stop at this room's door.

add_library(cc_warnings INTERFACE)
target_compile_options(cc_warnings INTERFACE
    -Wall -Wextra -Wpedantic      # what every C project asks for
    -Wconversion                  # lengths and counts come from outside: no silent narrowing
    -Wshadow                      # one name, one thing
    -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wswitch-enum                 # a new value kind must be looked at everywhere
    -Wvla -Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings -Wcast-qual -Wnull-dereference
    -Wno-missing-field-initializers)  # tables name the fields they set; an absent one has a meaning

add_library(cc_house INTERFACE)
target_compile_features(cc_house INTERFACE c_std_17)
target_compile_definitions(cc_house INTERFACE _POSIX_C_SOURCE=200809L)
target_include_directories(cc_house INTERFACE ${PROJECT_SOURCE_DIR}/provider
                                              ${PROJECT_SOURCE_DIR}/resources)
target_link_libraries(cc_house INTERFACE cc_warnings Threads::Threads)
if(CCLOUD_ARENA_DEBUG)
    target_compile_definitions(cc_house INTERFACE CC_ARENA_DEBUG=1)
endif()

function(cc_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;BELOW;LIBRARIES;TESTS" ${ARGN})
    list(TRANSFORM ROOM_BELOW PREPEND cc_)
    add_library(cc_${name} STATIC ${ROOM_SOURCES})
    set_target_properties(cc_${name} PROPERTIES C_EXTENSIONS OFF)
    target_link_libraries(cc_${name} PUBLIC cc_house ${ROOM_BELOW} PRIVATE ${ROOM_LIBRARIES})
    foreach(source IN LISTS ROOM_TESTS)
        cc_test(${name} ${source} cc_${name})
    endforeach()
endfunction()

# One test program per *_test.c, registered with ctest as <room>.<file>.
function(cc_test room source)
    get_filename_component(file ${source} NAME_WE)
    set(target ${room}_${file})
    add_executable(${target} ${source})
    set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE ${ARGN} PkgConfig::CMOCKA)
    add_test(NAME ${room}.${file} COMMAND ${target})
    set_tests_properties(${room}.${file} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# The house rules as tests: tidy, tidy's own test, the formatter, and public headers that compile
# alone.
function(cc_house_tests)
    set(scripts ${PROJECT_SOURCE_DIR}/provider/cmake)
    add_test(NAME house.tidy
             COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -P ${scripts}/tidy.cmake)
    add_test(NAME house.tidy_test
             COMMAND ${CMAKE_COMMAND} -DTIDY=${scripts}/tidy.cmake
                     -DSCRATCH=${PROJECT_BINARY_DIR}/tidy_test -P ${scripts}/tidy_test.cmake)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/provider/*.[ch]
         ${PROJECT_SOURCE_DIR}/resources/*.[ch] ${PROJECT_SOURCE_DIR}/acceptance/*.[ch])
    find_program(CLANG_FORMAT clang-format)
    if(CLANG_FORMAT)
        add_test(NAME house.format COMMAND ${CLANG_FORMAT} --dry-run -Werror ${sources})
    endif()
    file(GLOB headers CONFIGURE_DEPENDS
         ${PROJECT_SOURCE_DIR}/provider/base/*.h ${PROJECT_SOURCE_DIR}/provider/value/*.h
         ${PROJECT_SOURCE_DIR}/provider/schema/*.h ${PROJECT_SOURCE_DIR}/provider/client/client.h
         ${PROJECT_SOURCE_DIR}/provider/protocol/dispatch.h
         ${PROJECT_SOURCE_DIR}/provider/shim/shim.h ${PROJECT_SOURCE_DIR}/resources/*.h
         ${PROJECT_SOURCE_DIR}/resources/shared/*.h ${PROJECT_SOURCE_DIR}/resources/azure/*.h)
    foreach(header IN LISTS headers)
        file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${header})
        string(MAKE_C_IDENTIFIER ${name} identifier)
        set(lone ${PROJECT_BINARY_DIR}/headers/${identifier}.c)
        file(CONFIGURE OUTPUT ${lone}
             CONTENT "#include \"${header}\"\nextern int ${identifier};\n")
        list(APPEND lone_files ${lone})
    endforeach()
    add_library(cc_lone_headers OBJECT ${lone_files})
    target_link_libraries(cc_lone_headers PRIVATE cc_house PkgConfig::CMOCKA)
endfunction()
