package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var declaration = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// testsBelow returns the test functions in the files below a folder of the
// module, each with the packages that have one of this name.
func testsBelow(root, dir string) (map[string][]string, error) {
	homes := map[string][]string{}
	err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(name))
		for _, m := range declaration.FindAllStringSubmatch(string(text), -1) {
			homes[m[1]] = append(homes[m[1]], "./"+filepath.ToSlash(rel))
		}
		return err
	})
	return homes, err
}

// packagesOf returns the packages that have the tests.
func packagesOf(homes map[string][]string, tests []string) ([]string, error) {
	pkgs := map[string]bool{}
	for _, t := range tests {
		function, _, _ := strings.Cut(t, "/")
		in := slices.DeleteFunc(slices.Clone(homes[function]), func(pkg string) bool { return strings.Contains(pkg, "/testdata/") })
		if len(in) != 1 {
			return nil, fmt.Errorf("%s is in the packages %v, want one; give it a name of its own", function, in)
		}
		pkgs[in[0]] = true
	}
	return slices.Sorted(maps.Keys(pkgs)), nil
}
