package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/engine"
)

func TestCoverage(t *testing.T) {
	const a, b, c = "x/n.go:3.20,5.2 3 ", "x/n.go:5.2,9.9 1 ", "x/m.go:3.20,5.2 2 "
	for _, tt := range []struct {
		reason   string
		profiles []string
		pattern  string
		want     string
	}{
		{"each process ran another part", []string{"mode: set\n" + a + "1\n" + b + "0\n" + c + "0\n", "mode: set\n" + a + "0\n" + b + "7\n" + c + "0\n"}, "", "coverage: 66.7% of statements"},
		{"nothing ran", []string{"mode: atomic\n" + a + "0\n"}, "", "coverage: 0.0% of statements"},
		{"other packages", []string{"mode: atomic\n" + a + "12345678901\n"}, "./...,fmt", "coverage: 100.0% of statements in ./..., fmt"},
		{"no code", []string{"mode: set\n"}, "", "coverage: [no statements]"},
		{"no process ended in order", nil, "", "coverage: [no statements]"},
		{"nonsense", []string{"mode: set\n" + a + "1\nnonsense\n"}, "", `0.out: line "nonsense" doesn't match expected format: couldn't find a   before Count`},
		{"cut", []string{"mode: set\nx/n.go:3.20,5.2 3"}, "", `0.out: line "x/n.go:3.20,5.2 3" doesn't match expected format: couldn't find a   before NumStmt`},
	} {
		dir := t.TempDir()
		for i, text := range tt.profiles {
			if err := os.WriteFile(filepath.Join(dir, string(rune('0'+i))+".out"), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := new(blocks).coverage(&engine.Options{CoverPkg: tt.pattern}, dir)
		if err != nil {
			got = err.Error()
		}
		if got != tt.want && (err == nil || !strings.HasSuffix(got, tt.want)) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// The profile that -coverprofile names has what ran in all packages.
func TestCoverProfile(t *testing.T) {
	const a, b, c = "x/n.go:3.20,5.2 3 ", "x/n.go:5.2,9.9 1 ", "x/m.go:3.20,5.2 2 "
	for _, tt := range []struct {
		reason   string
		profiles []string // a package each
		want     string
	}{
		{"counts add up", []string{"mode: atomic\n" + b + "2\n" + a + "1\n", "mode: atomic\n" + a + "3\n" + c + "0\n"}, "mode: atomic\n" + c + "0\n" + a + "4\n" + b + "2\n"},
		{"whether it ran does not", []string{"mode: set\n" + a + "1\n" + b + "0\n", "mode: set\n" + a + "1\n"}, "mode: set\n" + a + "1\n" + b + "0\n"},
		{"nothing was built", nil, "mode: set\n"},
	} {
		dir := t.TempDir()
		o := &engine.Options{CoverProfile: "c.out", Pages: engine.Pages{OutputDir: dir}}
		var all blocks
		for _, text := range tt.profiles {
			pkg := t.TempDir()
			if err := os.WriteFile(filepath.Join(pkg, "worker1.out"), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			if _, err := all.coverage(o, pkg); err != nil {
				t.Fatal(err)
			}
		}
		if err := all.writeProfile(o); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "c.out"))
		if string(got) != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.reason, got, err, tt.want)
		}
	}
}
