package toolchain

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// leaf changes one package that few others import, so that little is rebuilt.
var leaf = change{
	edits: []Edit{{Name: "ring", File: "src/container/ring/ring.go", Anchor: "func (r *Ring) Len() int {\n", Text: "\tif r == nil {\n\t\treturn controlled\n\t}\n", Put: After}},
	files: []File{{Name: "ring", Path: "src/container/ring/racekit.go", Text: []byte("package ring\n\nconst controlled = -1\n")}},
}

const program = `package main

import (
	"container/ring"
	"os"
	"runtime"
)

func main() {
	var r *ring.Ring
	println(runtime.Version(), r.Len(), os.Getenv("GORACE"))
}
`

// goCommand runs a go command and returns its standard output.
func goCommand(t *testing.T, path, dir string, environ []string, args ...string) string {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env = dir, environ
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, stderr.Bytes())
	}
	return string(out) + stderr.String()
}

func prepareReal(t *testing.T, dir string, c change) *Toolchain {
	t.Helper()
	base, err := Locate(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return mustPrepare(t, base, t.TempDir(), c)
}

func TestControlledProgram(t *testing.T) {
	tests := []struct {
		reason  string
		gomod   string
		version string // "" is that of this test
	}{
		{"the Go on PATH", "module example.com/m\n\ngo 1.25\n", ""},
		{"a toolchain line switches to one in the module cache", "module example.com/m\n\ngo 1.25\n\ntoolchain go1.27.3\n", "go1.27.3"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, map[string]string{"go.mod": test.gomod, "main.go": program})
			if test.version != "" {
				needToolchain(t, dir, test.version)
			}
			tc := prepareReal(t, dir, leaf)
			if test.version != "" && tc.Version != test.version {
				t.Fatalf("in the module Go is %s, want %s", tc.Version, test.version)
			}
			env := tc.Env(os.Environ())
			for _, path := range []string{tc.Go(), filepath.Join(tc.Path(), "bin", "go")} {
				got := goCommand(t, path, dir, env, "run", ".")
				if want := tc.Version + " -1 " + raceOptions + "\n"; got != want {
					t.Errorf("%s run: got %q, want %q", path, got, want)
				}
			}
			goCommand(t, tc.Go(), dir, env, "vet", ".")
			shell := exec.Command("/bin/sh", "-c", tc.Exports(os.Environ())+"exec go run .")
			shell.Dir = dir
			if out, err := shell.CombinedOutput(); err != nil || !strings.HasPrefix(string(out), tc.Version+" -1 ") {
				t.Errorf("in a shell with the exports: %v, %q", err, out)
			}
		})
	}
}

// needToolchain skips the test if a toolchain can be had neither from the module
// cache nor from the proxy.
func needToolchain(t *testing.T, dir, version string) {
	t.Helper()
	t.Setenv("GOTOOLCHAIN", "auto")
	cmd := exec.Command("go", "version")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("%s is not in the module cache and cannot be had: %v\n%s", version, err, out)
	}
}

// Without edits, everything that the go command sees is what it sees in the
// user's own GOROOT: packages, their files, and what they embed.
func TestUnchangedGOROOT(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"go.mod": "module example.com/m\n\ngo 1.25\n"})
	tc := prepareReal(t, dir, change{})
	plain, controlled := os.Environ(), tc.Env(os.Environ())

	const format = "{{.ImportPath}} {{.GoFiles}} {{.CgoFiles}} {{.SFiles}} {{.HFiles}} {{.SysoFiles}} {{.TestGoFiles}} {{.XTestGoFiles}} " +
		"{{.EmbedFiles}} {{.TestEmbedFiles}} {{.XTestEmbedFiles}} {{.Deps}} {{.Error}}"
	for _, pattern := range []string{"std", "container/...", "cmd", "all"} {
		args := []string{"list", "-e", "-f", format, pattern}
		want := goCommand(t, tc.Go(), dir, plain, args...)
		got := goCommand(t, tc.Go(), dir, controlled, args...)
		if got != want {
			t.Errorf("go list %s:\n%s", pattern, firstDifference(got, want))
		}
		if pattern != "all" && !strings.Contains(want, "\n") {
			t.Errorf("go list %s lists nothing", pattern)
		}
	}

	// Packages that embed files, and a command with many; go vet reads them too.
	for _, args := range [][]string{
		{"build", "internal/trace/traceviewer", "cmd/vendor/github.com/google/pprof/internal/driver"},
		{"vet", "embed/internal/embedtest", "internal/trace/traceviewer"},
		{"test", "-count=1", "embed/internal/embedtest", "internal/strconv"},
	} {
		goCommand(t, tc.Go(), filepath.Join(tc.Path(), "src"), controlled, args...)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}
