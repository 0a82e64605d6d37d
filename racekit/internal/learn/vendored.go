package learn

import (
	"embed"
	"path"
)

// xsync has the packages of golang.org/x/sync that exercises use, as they are
// in the version that racekit requires: learners need no network.
//
//go:embed xsync
var xsync embed.FS

const xsyncModule, xsyncVersion = "golang.org/x/sync", "v0.24.0"

var xsyncPackages = []string{"errgroup", "singleflight"}

// module returns the files that make a folder a module in which exercises build.
func module() (map[string]string, error) {
	files := map[string]string{
		"go.mod": "module exercises\n\ngo 1.26.0\n\nrequire " + xsyncModule + " " + xsyncVersion + "\n",
	}
	list := "# " + xsyncModule + " " + xsyncVersion + "\n## explicit; go 1.26.0\n"
	for _, name := range xsyncPackages {
		text, err := xsync.ReadFile("xsync/" + name + ".txt")
		if err != nil {
			return nil, err
		}
		files[path.Join("vendor", xsyncModule, name, name+".go")] = string(text)
		list += xsyncModule + "/" + name + "\n"
	}
	license, err := xsync.ReadFile("xsync/LICENSE")
	if err != nil {
		return nil, err
	}
	files[path.Join("vendor", xsyncModule, "LICENSE")] = string(license)
	files["vendor/modules.txt"] = list
	return files, nil
}

// vendored reports whether learners have a package that is not the standard
// library's.
func vendored(importPath string) bool {
	for _, name := range xsyncPackages {
		if importPath == path.Join(xsyncModule, name) {
			return true
		}
	}
	return false
}
