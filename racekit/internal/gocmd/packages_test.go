package gocmd

import (
	"slices"
	"testing"
)

// sample is a module with what packages may look like.
func sample(t *testing.T) *Go {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":          "module example.com/sample\n\ngo 1.26\n",
		"a.go":            "package sample\n\nfunc helper() int { return 1 }\n",
		"a_test.go":       "package sample\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.Logf(\"%d\", helper()) }\n",
		"x_test.go":       "package sample_test\n\nimport \"testing\"\n\nfunc TestX(*testing.T) {}\n",
		"tag/t.go":        "package tag\n",
		"tag/t_test.go":   "//go:build wanted\n\npackage tag\n",
		"bad/b.go":        "package\n",
		"odd/odd_test.go": "package odd\n\nimport \"testing\"\n\nfunc TestOdd(t *testing.T) { t.Logf(\"%d\", \"x\") }\n",
	} {
		write(t, dir, name, text)
	}
	g, err := Native(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestList(t *testing.T) {
	g := sample(t)
	for _, tt := range []struct {
		reason   string
		patterns []string
		load     []string
		want     []string // import paths
		tests    bool     // of the first
		files    []string
		broken   bool
	}{
		{reason: "the package here", patterns: []string{"."}, want: []string{"example.com/sample"}, tests: true},
		{reason: "several", patterns: []string{"./tag", "."}, want: []string{"example.com/sample/tag", "example.com/sample"}},
		{reason: "a tag brings the tests", patterns: []string{"./tag"}, load: []string{"-tags=wanted"}, want: []string{"example.com/sample/tag"}, tests: true},
		{reason: "files make a package", patterns: []string{"a_test.go", "a.go"}, want: []string{"command-line-arguments"}, tests: true, files: []string{"a_test.go", "a.go"}},
		{reason: "one that does not parse is told by itself", patterns: []string{"./bad"}, want: []string{"example.com/sample/bad"}, broken: true},
	} {
		g.load = tt.load
		pkgs, err := g.List(t.Context(), tt.patterns...)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		var got []string
		for _, p := range pkgs {
			got = append(got, p.ImportPath)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: packages %q, want %q", tt.reason, got, tt.want)
			continue
		}
		if p := pkgs[0]; p.HasTests() != tt.tests || !slices.Equal(p.Files, tt.files) || (p.Error != nil) != tt.broken {
			t.Errorf("%s: %+v", tt.reason, p)
		}
	}
}

func TestListErrors(t *testing.T) {
	g := sample(t)
	for _, tt := range []struct {
		reason   string
		patterns []string
		want     string
	}{
		{"a pattern of other modules", []string{"example.com/none/..."}, `no packages match example.com/none/... go: warning: "example.com/none/..." matched no packages`},
		{"a file that is not there", []string{"a_test.go", "none_test.go"}, "stat none_test.go: no such file or directory"},
		{"files of two folders", []string{"a_test.go", "odd/odd_test.go"}, "named files must all be in one directory; have . and odd"},
	} {
		if _, err := g.List(t.Context(), tt.patterns...); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.want)
		}
	}
}
