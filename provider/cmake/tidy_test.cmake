# SPDX-License-Identifier: MPL-2.0
# Proves that tidy.cmake finds what it is there to find: a small tree that breaks every rule once.
#   cmake -DTIDY=<tidy.cmake> -DSCRATCH=<folder> -P tidy_test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${SCRATCH}")

set(spdx "// SPDX-License-Identifier: MPL-2.0\n")
string(REPEAT "x" 101 long)
file(WRITE "${SCRATCH}/provider/base/up.c" "${spdx}#include \"value/value.h\"\n")
file(WRITE "${SCRATCH}/provider/base/loose.h" "${spdx}int x;\n")
file(WRITE "${SCRATCH}/provider/base/bare.c" "int y;\n")
file(WRITE "${SCRATCH}/provider/base/long.c" "${spdx}// ${long}\n")
file(WRITE "${SCRATCH}/provider/base/call.c" "${spdx}int n = atoi(text);\n")
file(WRITE "${SCRATCH}/provider/base/tab.c" "${spdx}\tint n;\n")
file(WRITE "${SCRATCH}/provider/base/open.c" "${spdx}// TODO later\n")
file(WRITE "${SCRATCH}/provider/base/path.c" "${spdx}open(\"/root/key\", 0)\n")
file(WRITE "${SCRATCH}/docs/host.md" "Ask registry.example.org.\n")
file(WRITE "${SCRATCH}/docs/rules.md" "| rule | acceptance: \"nobody wrote this\" |\n")
file(WRITE "${SCRATCH}/provider/schema/heap.c" "${spdx}void *p = malloc(3);\n")
file(WRITE "${SCRATCH}/provider/schema/door.c" "${spdx}#include <curl/curl.h>\n")
file(WRITE "${SCRATCH}/resources/one/other.c" "${spdx}#include \"two/two.h\"\n")
file(WRITE "${SCRATCH}/resources/azure/ask.c" "${spdx}#include \"client/client.h\"\n")
file(WRITE "${SCRATCH}/resources/registry.def" "${spdx}CC_RESOURCE(one)\nCC_FUNCTION(half)\n")
file(WRITE "${SCRATCH}/resources/data_sources.def" "${spdx}CC_DATA_SOURCE(ones, one)\n")

execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${SCRATCH} -P ${TIDY}
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
    message(FATAL_ERROR "the tree is full of broken rules, and tidy found none")
endif()
foreach(expected
        "provider/base/up.c:2: may not include value/value.h"
        "provider/base/loose.h:1: no #pragma once"
        "provider/base/bare.c:1: no SPDX line"
        "provider/base/long.c:2: longer than 100 columns"
        "provider/base/call.c:2: atoi is banned"
        "provider/base/tab.c:2: tab"
        "provider/base/open.c:2: write NEEDSWORK"
        "provider/base/path.c:2: a path of one machine only"
        "docs/host.md:1: host of a package registry"
        "provider/schema/heap.c:2: malloc: take memory from the arena"
        "provider/schema/door.c:2: curl/curl.h may not be seen in this room"
        "resources/one/other.c:2: may not include two/two.h"
        "resources/azure/ask.c:2: may not include client/client.h"
        "one has no resources/one/*_test.c"
        "ccloud_one. is in no acceptance scenario"
        "one has no docs/resources/one.md"
        "one has no examples/resources/ccloud_one/resource.tf"
        "half has no resources/functions/half_test.c"
        "provider::ccloud::half( is in no acceptance scenario"
        "half has no docs/functions/half.md"
        "half has no examples/functions/half/function.tf"
        "no test begins like this: @test \"nobody wrote this\""
        "ones has no resources/one/data_source*_test.c"
        "data.ccloud_ones. is in no acceptance scenario"
        "ones has no docs/data-sources/ones.md"
        "ones has no examples/data-sources/ccloud_ones/data-source.tf")
    string(FIND "${output}" "${expected}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "not found: ${expected}\n${output}")
    endif()
endforeach()
