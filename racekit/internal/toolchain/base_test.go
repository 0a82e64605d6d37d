package toolchain

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	base, err := Locate(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if base.Version != runtime.Version() || base.GOOS != runtime.GOOS || base.GOARCH != runtime.GOARCH {
		t.Errorf("%+v, but the test was built by %s", base, runtime.Version())
	}
	out, err := exec.Command(base.Go(), "version").Output()
	if err != nil || !strings.Contains(string(out), base.Version) {
		t.Errorf("%s says %q, %v", base.Go(), out, err)
	}
	if filepath.Base(base.Mod) != "go.mod" {
		t.Errorf("GOMOD is %q", base.Mod)
	}
}

// After eval "$(racekit env)" the environment names a controlled GOROOT.
func TestLocateControlled(t *testing.T) {
	plain, err := Locate(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	controlled := t.TempDir()
	write(t, controlled, map[string]string{markerName: "{}"})
	t.Setenv("GOROOT", controlled)
	t.Setenv("GOTOOLCHAIN", "local")
	again, err := Locate(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if again.GOROOT != plain.GOROOT {
		t.Errorf("the base is %s, want %s", again.GOROOT, plain.GOROOT)
	}
}

func TestLocateErrors(t *testing.T) {
	script := func(text string) func(t *testing.T) string {
		return func(t *testing.T) string {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\n"+text), 0o755); err != nil {
				t.Fatal(err)
			}
			return dir
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	tests := []struct {
		reason string
		ctx    context.Context
		path   func(t *testing.T) string
		want   []string
	}{
		{"no go command", t.Context(), func(t *testing.T) string { return t.TempDir() }, []string{"no go command in PATH", "https://go.dev/dl"}},
		{"the go command fails", t.Context(), script("echo go: download go1.99.0: toolchain not available >&2; exit 1"), []string{"`go env` failed in /", "exit status 1", "toolchain not available"}},
		{"it prints something else", t.Context(), script("echo hello"), []string{"cannot read what `go env -json` printed in /"}},
		{"it has no GOROOT", t.Context(), script("echo '{}'"), []string{"does not know its GOROOT", "set GOROOT"}},
		{"its GOROOT has no go command", t.Context(), script(`echo '{"GOROOT":"/nowhere"}'`), []string{"/nowhere has no go command of its own", "/nowhere/bin/go"}},
		{"interrupted", stopped, script("exec sleep 60"), []string{"interrupted", "context canceled"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Setenv("PATH", test.path(t))
			_, err := Locate(test.ctx, ".")
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in: %v", want, err)
				}
			}
		})
	}
}

func TestCheckRace(t *testing.T) {
	tests := []struct {
		reason string
		base   Base
		want   string
	}{
		{"cgo and a compiler, with an argument", Base{GOOS: "linux", CGO: "1", CC: "sh -m64"}, ""},
		{"macOS needs neither", Base{GOOS: "darwin", CGO: "0"}, ""},
		{"cgo is off", Base{GOOS: "linux", GOARCH: "arm64", CGO: "0", CC: "gcc"}, "-race needs cgo, which is off (CGO_ENABLED=0): install a C compiler such as gcc, set CGO_ENABLED=1, "},
		{"what works without", Base{GOOS: "windows", GOARCH: "amd64", CGO: "0", CC: "gcc"}, "set CGO_ENABLED=1, or run without the race detector: -race=false"},
		{"what works without, here", Base{GOOS: "linux", GOARCH: "amd64", CGO: "0", CC: "gcc"}, "set CGO_ENABLED=1, use -detector=own, which needs none, or run without"},
		{"a compiler would not help", Base{GOOS: "linux", GOARCH: "386", CGO: "0"}, "Go has no race detector for linux/386: run without it, with -race=false"},
		{"nor on this system", Base{GOOS: "plan9", GOARCH: "amd64", CGO: "0"}, "Go has no race detector for plan9/amd64"},
		{"no compiler is named", Base{GOOS: "linux", CGO: "1"}, "CC is empty"},
		{"the compiler is missing", Base{GOOS: "linux", CGO: "1", CC: "no-such-cc"}, "-race needs the C compiler no-such-cc"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			err := test.base.CheckRace()
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestCheckOwn(t *testing.T) {
	for _, tt := range []struct {
		base Base
		want string
	}{
		{Base{GOOS: "linux", GOARCH: "amd64", CGO: "0"}, ""},
		{Base{GOOS: "linux", GOARCH: "386", CGO: "0"}, "racekit's own race detector is for linux/amd64, and this is linux/386: use -detector=tsan, or -race=false"},
		{Base{GOOS: "darwin", GOARCH: "amd64"}, "this is darwin/amd64"},
	} {
		err := tt.base.CheckOwn()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s/%s: %v, want %q", tt.base.GOOS, tt.base.GOARCH, err, tt.want)
		}
	}
}
