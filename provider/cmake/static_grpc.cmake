# SPDX-License-Identifier: MPL-2.0
# Links gRPC core and what lies below it from archives, where the system has them: loading some
# sixty shared objects costs more than half of the time until a host is connected.
set(archives)
foreach(name IN LISTS GRPC_STATIC_LIBRARIES)
    find_library(archive_${name} NAMES lib${name}.a PATHS ${GRPC_STATIC_LIBRARY_DIRS})
    # OpenSSL stays shared, because libcurl brings it; libc's parts are archives of stubs.
    if(archive_${name} AND NOT name MATCHES "^(ssl|crypto|m|rt|dl|pthread|systemd)$")
        list(APPEND archives ${archive_${name}})
    endif()
endforeach()
set_target_properties(PkgConfig::GRPC PROPERTIES
    INTERFACE_LINK_LIBRARIES "${archives};PkgConfig::OPENSSL;${CMAKE_DL_LIBS};m;rt")
