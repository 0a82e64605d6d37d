package gocmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWorkDir(t *testing.T) {
	env := []string{"GOROOT=/cache/goroot", "HOME=/h", "GOROOT=/usr/go"}
	for _, tt := range []struct {
		reason, dir string
		env         []string
		want        string
	}{
		{"a package of the user", "/home/me/p", env, "/home/me/p"},
		{"one of the standard library", "/cache/goroot/src/net/http", env, "/usr/go/src/net/http"},
		{"a folder whose name only begins alike", "/cache/goroot2/p", env, "/cache/goroot2/p"},
		{"nobody says where the user's is", "/cache/goroot/src/os", nil, "/cache/goroot/src/os"},
	} {
		b := &Binary{Pkg: &Package{Dir: tt.dir}, Env: tt.env, GOROOT: "/cache/goroot"}
		if got := b.WorkDir(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestBuild(t *testing.T) {
	g := sample(t)
	for _, tt := range []struct {
		reason   string
		patterns []string
		vet      bool
		flags    []string
		said     string // part of what a failed build says; "" if it succeeds
		passed   string // part of what a successful one says
	}{
		{reason: "a package", patterns: []string{"."}},
		{reason: "files", patterns: []string{"a_test.go", "a.go"}},
		{reason: "files that are not the whole package", patterns: []string{"a_test.go"}, said: "undefined: helper"},
		{reason: "vet is not asked", patterns: []string{"./odd"}},
		{reason: "vet objects", patterns: []string{"./odd"}, vet: true, said: `format %d has arg "x" of wrong type string`},
		{reason: "vet is turned off", patterns: []string{"./odd"}, vet: true, flags: []string{"-vet=off"}},
		{reason: "a flag by which the go command says more", patterns: []string{"."}, flags: []string{"-work"}, passed: "WORK="},
		{reason: "a flag that the go command does not know", patterns: []string{"."}, flags: []string{"-nosuch"}, said: "nosuch"},
	} {
		pkgs, err := g.List(t.Context(), tt.patterns...)
		if err != nil {
			t.Fatal(err)
		}
		var passed []byte
		g.vet, g.said = tt.vet, func(text []byte) { passed = text }
		b := g.Build(t.Context(), pkgs[0], filepath.Join(t.TempDir(), "x.test"), tt.flags...)
		if (b.Err == nil) != (tt.said == "") || !strings.Contains(string(b.Said), tt.said) {
			t.Errorf("%s: %v, said %q, want %q", tt.reason, b.Err, b.Said, tt.said)
		}
		if !strings.Contains(string(passed), tt.passed) || tt.passed == "" && len(passed) > 0 {
			t.Errorf("%s: passed on %q, want %q", tt.reason, passed, tt.passed)
		}
	}
}

func TestWithAtomics(t *testing.T) {
	for _, tt := range []struct {
		reason string
		given  []string
		want   string // the -gcflags that are not about the standard library
	}{
		{"nothing given", nil, "-gcflags=all=-d=ssa/intrinsics/off"},
		{"the user's own flags stay", []string{"-gcflags=-N", "-trimpath"}, "-trimpath -gcflags=all=-d=ssa/intrinsics/off -gcflags=-N -d=ssa/intrinsics/off"},
	} {
		var got []string
		for _, word := range withAtomics(tt.given) {
			if !strings.HasPrefix(word, "-gcflags=runtime") && !strings.HasPrefix(word, "-gcflags=internal") && !strings.HasPrefix(word, "-gcflags=sync") {
				got = append(got, word)
			}
		}
		if words := strings.Join(got, " "); words != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, words, tt.want)
		}
	}
}
