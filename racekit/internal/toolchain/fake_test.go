package toolchain

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// fakeBase writes a small GOROOT.
func fakeBase(t *testing.T) Base {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "go")
	write(t, dir, map[string]string{
		"VERSION":                    "go1.26.8\n",
		"bin/go":                     "#!/bin/sh\n",
		"api/go1.txt":                "api\n",
		"test/fixed.go":              "package p\n",
		"pkg/tool/linux_amd64/link":  "link",
		"src/go.mod":                 "module std\n",
		"src/runtime/proc.go":        "package runtime\n\nfunc schedule() {\n}\n",
		"src/runtime/chan.go":        "package runtime\n",
		"src/web/web.go":             "package web\n\n//go:embed static all:hidden \"a b.txt\"\nvar x int\n\n//go:embed *.tmpl\n",
		"src/web/a b.txt":            "a b",
		"src/web/page.tmpl":          "page",
		"src/web/other.txt":          "other",
		"src/web/static/1.html":      "1",
		"src/web/static/deep/2.html": "2",
		"src/web/hidden/.h":          "h",
		"src/web/testdata/in.txt":    "in",
		"src/web/testdata/x.go":      "//go:embed in.txt\n",
		"src/cmd/vet/testdata/a.go":  "package a\n",
		"src/cmd/vet/vet.go":         "package main\n",
	})
	return Base{GOROOT: dir, Version: "go1.26.8", GOOS: "linux", GOARCH: "amd64"}
}

func fakeChange() change {
	return change{
		edits: []Edit{
			{Name: "choose", File: "src/runtime/proc.go", Anchor: "func schedule() {\n", Text: "\tchoose()\n", Put: After},
			{Name: "for later", File: "src/runtime/gone.go", Anchor: "x", From: "1.99"},
		},
		files: []File{
			{Name: "scheduler", Path: "src/runtime/racekit.go", Text: []byte("package runtime\n\nfunc choose() {}\n")},
			{Name: "package", Path: "src/racekit/new.go", Text: []byte("package racekit\n")},
			{Name: "for later", Path: "src/racekit/later.go", From: "1.99"},
		},
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for path, text := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func mustPrepare(t *testing.T, base Base, cache string, c change) *Toolchain {
	t.Helper()
	tc, err := prepare(t.Context(), base, cache, c)
	if err != nil {
		t.Fatal(err)
	}
	return tc
}

// listing returns what lies below dir, one line each, and whether it is a link,
// a copy or of its own.
func listing(t *testing.T, dir, base string) []string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		kind := "own"
		if target, err := os.Readlink(path); err == nil {
			kind = "link"
			if target != filepath.Join(base, rel) {
				kind += " to " + target
			}
		} else if data, err := os.ReadFile(filepath.Join(base, rel)); err == nil && string(data) == read(t, path) {
			kind = "copy"
		}
		lines = append(lines, rel+": "+kind)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
