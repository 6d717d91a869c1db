# SPDX-License-Identifier: MPL-2.0
# Lines of file, package, version, source, version of that, to an SPDX document.
def purl(kind): "pkg:deb/\($distribution)/\(.package)@\(.version | @uri)?arch=\(kind)"
    + (if .source == .package then "" else "&upstream=\(.source)" end);

[inputs | split("\t")
    | {file: (.[0] | split("/") | last), package: .[1], version: .[2], source: .[3],
       source_version: .[4]}]
| group_by(.package)
| map(.[0] + {files: (map(.file) | unique | join(" "))}) as $parts
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "\($name)_\($version)_linux_\($architecture)",
    documentNamespace: ("urn:uuid:" + ($sha256
        | [.[0:8], .[8:12], "5" + .[13:16], "8" + .[17:20], .[20:32]] | join("-"))),
    creationInfo: {created: $date, creators: ["Tool: provider/release/package.sh"]},
    documentDescribes: ["SPDXRef-program"],
    packages: ([{
        SPDXID: "SPDXRef-program",
        name: $name,
        versionInfo: $version,
        packageFileName: $program,
        primaryPackagePurpose: "APPLICATION",
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "MPL-2.0",
        copyrightText: "NOASSERTION",
        checksums: [{algorithm: "SHA256", checksumValue: $sha256}]
    }] + ($parts | map({
        SPDXID: "SPDXRef-\(.package | gsub("[^A-Za-z0-9.-]"; "-"))",
        name: .package,
        versionInfo: .version,
        supplier: "Organization: \($distribution)",
        primaryPackagePurpose: "LIBRARY",
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "NOASSERTION",
        copyrightText: "NOASSERTION",
        sourceInfo: "source package \(.source) \(.source_version)",
        comment: "linked statically: \(.files)",
        externalRefs: [{
            referenceCategory: "PACKAGE-MANAGER",
            referenceType: "purl",
            referenceLocator: purl(if .package == "curl" then "source" else $architecture end)
        }]
    }))),
    relationships: ([{
        spdxElementId: "SPDXRef-DOCUMENT",
        relationshipType: "DESCRIBES",
        relatedSpdxElement: "SPDXRef-program"
    }] + ($parts | map({
        spdxElementId: "SPDXRef-program",
        relationshipType: "STATIC_LINK",
        relatedSpdxElement: "SPDXRef-\(.package | gsub("[^A-Za-z0-9.-]"; "-"))"
    })))
}
