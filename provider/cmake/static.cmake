# SPDX-License-Identifier: MPL-2.0
# The file that is shipped: every part from an archive of the sysroot that provider/release makes,
# hardened, the same bytes wherever it is built, debug information in a file beside it.  The sysroot
# has none of what tests need: their targets exist, but only the provider can be built.
include(CheckLinkerFlag)

foreach(package IN ITEMS GRPC OPENSSL CURL JANSSON PROTOBUF_C)
    # What libsystemd is for, watching the clock, is only done on Android; it has no archive.
    list(REMOVE_ITEM ${package}_STATIC_LIBRARIES systemd)
    set_target_properties(PkgConfig::${package} PROPERTIES
        INTERFACE_LINK_LIBRARIES "${${package}_STATIC_LIBRARIES}"
        INTERFACE_LINK_DIRECTORIES "${${package}_STATIC_LIBRARY_DIRS}")
endforeach()
foreach(package IN ITEMS CMOCKA MICROHTTPD SQLITE)
    add_library(PkgConfig::${package} INTERFACE IMPORTED)
endforeach()

# No path of the machine may get into the file; of two that fit, the compiler takes the later.
add_compile_options(-ffile-prefix-map=${CMAKE_SYSROOT}=/sysroot
                    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
                    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)

add_library(cc_static INTERFACE)
target_link_options(cc_static INTERFACE
    LINKER:--gc-sections,--build-id=sha1,-z,relro,-z,now,-z,noexecstack
    LINKER:-Map=link.map) # the bill of materials is made from it
# 36,000 pointers are moved at every start; packed, their list is 10 kB instead of 850.
check_linker_flag(CXX LINKER:--fatal-warnings,-z,pack-relative-relocs HAS_PACKED_RELOCATIONS)
if(HAS_PACKED_RELOCATIONS)
    target_link_options(cc_static INTERFACE LINKER:-z,pack-relative-relocs)
endif()

# Debian's abseil looks for deadlocks at every lock, which is a tenth of the instructions of a call.
# The switch has a C++ name with a version in it; C knows it under this one (shim/server.c).
find_library(ABSEIL_SYNCHRONIZATION absl_synchronization PATHS ${GRPC_STATIC_LIBRARY_DIRS})
execute_process(COMMAND ${CMAKE_NM} ${ABSEIL_SYNCHRONIZATION}
                OUTPUT_VARIABLE abseil_symbols ERROR_QUIET)
if(abseil_symbols MATCHES " T (_ZN[0-9a-z]*SetMutexDeadlockDetectionMode[0-9A-Za-z_]*)")
    target_link_options(cc_static INTERFACE
        LINKER:--defsym=cc_abseil_deadlock_detection=${CMAKE_MATCH_1})
endif()

# cc_ship(<program>): takes the debug information out of it.
function(cc_ship program)
    target_link_libraries(${program} PRIVATE cc_static)
    add_custom_command(TARGET ${program} POST_BUILD
        COMMAND ${CMAKE_OBJCOPY} --only-keep-debug $<TARGET_FILE:${program}>
                $<TARGET_FILE:${program}>.debug
        COMMAND ${CMAKE_STRIP} --strip-all $<TARGET_FILE:${program}>
        VERBATIM)
endfunction()
