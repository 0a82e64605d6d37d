package toolchain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A Base is the Go that a target uses, before racekit.
type Base struct {
	GOROOT     string
	Version    string `json:"GOVERSION"`
	GOOS       string
	GOARCH     string
	Toolchain  string `json:"GOTOOLCHAIN"`
	Flags      string `json:"GOFLAGS"`
	CGO        string `json:"CGO_ENABLED"`
	CC         string
	Experiment string `json:"GOEXPERIMENT"`
	Mod        string `json:"GOMOD"`
	Work       string `json:"GOWORK"`
	ModCache   string `json:"GOMODCACHE"`
}

// Locate asks the go command which Go it uses in dir: a toolchain line of
// go.mod or go.work may have switched it.
func Locate(ctx context.Context, dir string) (Base, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOROOT", "GOVERSION", "GOOS", "GOARCH", "GOTOOLCHAIN",
		"GOFLAGS", "CGO_ENABLED", "CC", "GOEXPERIMENT", "GOMOD", "GOWORK", "GOMODCACHE")
	cmd.Dir = dir
	cmd.Env = uncontrolled(os.Environ())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return Base{}, fmt.Errorf("interrupted while asking the go command for its GOROOT in %s: %w", where(dir), ctx.Err())
		}
		if errors.Is(err, exec.ErrNotFound) {
			return Base{}, fmt.Errorf("there is no go command in PATH: install Go (https://go.dev/dl) or add its bin directory to PATH: %w", err)
		}
		return Base{}, fmt.Errorf("`go env` failed in %s: %w\n%s", where(dir), err, bytes.TrimSpace(stderr.Bytes()))
	}
	var b Base
	if err := json.Unmarshal(stdout.Bytes(), &b); err != nil {
		return Base{}, fmt.Errorf("cannot read what `go env -json` printed in %s: %w", where(dir), err)
	}
	if b.GOROOT == "" {
		return Base{}, fmt.Errorf("the go command (%s) does not know its GOROOT: set GOROOT to the directory Go was installed in", cmd.Path)
	}
	if _, err := os.Stat(b.Go()); err != nil {
		return Base{}, fmt.Errorf("GOROOT %s has no go command of its own, which racekit needs: %w", b.GOROOT, err)
	}
	return b, nil
}

// uncontrolled drops GOROOT if it is a controlled one, as after
// eval "$(racekit env)": the base is what it was made from.
func uncontrolled(environ []string) []string {
	var env []string
	for _, kv := range environ {
		if goroot, ok := strings.CutPrefix(kv, "GOROOT="); ok {
			if _, err := os.Lstat(filepath.Join(goroot, markerName)); err == nil {
				continue
			}
		}
		env = append(env, kv)
	}
	return env
}

func where(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

// Go returns the path of the go command of exactly this version.
func (b Base) Go() string { return filepath.Join(b.GOROOT, "bin", "go"+exe) }

var exe = map[bool]string{true: ".exe"}[runtime.GOOS == "windows"]

// CheckOwn returns an error if racekit's own race detector is not for this machine.
func (b Base) CheckOwn() error {
	const way = "use -detector=tsan, or -race=false"
	if b.GOOS != "linux" || b.GOARCH != "amd64" {
		return fmt.Errorf("racekit's own race detector is for linux/amd64, and this is %s/%s: %s", b.GOOS, b.GOARCH, way)
	}
	return nil
}

// CheckRace returns an error if this machine cannot build with -race and
// ThreadSanitizer.
func (b Base) CheckRace() error {
	way := "or run without the race detector: -race=false"
	if b.CheckOwn() == nil {
		way = "use -detector=own, which needs none, " + way
	}
	if b.GOOS == "darwin" {
		return nil // since Go 1.20 neither cgo nor a C compiler is needed
	}
	if b.CGO != "1" {
		if !instrumented(b.GOOS, b.GOARCH) {
			return fmt.Errorf("Go has no race detector for %s/%s: run without it, with -race=false", b.GOOS, b.GOARCH)
		}
		return fmt.Errorf("-race needs cgo, which is off (CGO_ENABLED=%s): install a C compiler such as gcc, set CGO_ENABLED=1, %s", b.CGO, way)
	}
	cc := strings.Fields(b.CC)
	if len(cc) == 0 {
		return fmt.Errorf("-race needs a C compiler and CC is empty: set CC, %s", way)
	}
	if _, err := exec.LookPath(cc[0]); err != nil {
		return fmt.Errorf("-race needs the C compiler %s: install it or set CC to another, %s: %w", cc[0], way, err)
	}
	return nil
}

// instrumented reports whether the compiler has -race for a platform, as Go 1.26
// has it: it only says which of two reasons is told.
func instrumented(goos, goarch string) bool {
	switch goos {
	case "linux":
		return slices.Contains([]string{"amd64", "arm64", "loong64", "ppc64le", "riscv64", "s390x"}, goarch)
	case "freebsd", "netbsd", "windows":
		return goarch == "amd64"
	}
	return false
}
