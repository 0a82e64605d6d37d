// Quiet looks in the source of the standard library for what goroutines may share
// in packages that have no scheduling points, and writes
// docs/internal/quiet-packages.md: what is found, and what racekit does about it.
//
//	go run ./racekit/internal/tools/quiet
package main

import (
	"context"
	"errors"
	"fmt"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "quiet:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := gocmd.Root(ctx)
	if err != nil {
		return err
	}
	l, guards, err := look(ctx, root)
	if err != nil {
		return err
	}
	page := filepath.Join(root, "docs", "internal", "quiet-packages.md")
	if err := file.Save(page, file.Text(write(runtime.Version(), guards))); err != nil {
		return err
	}
	if w := wrong(l, guards); len(w) > 0 {
		return errors.New(strings.Join(w, "\n"))
	}
	return nil
}

// look surveys the packages without points.
func look(ctx context.Context, root string) (lists, []Guard, error) {
	l, err := readLists(root)
	if err != nil {
		return l, nil, err
	}
	all, err := exec.CommandContext(ctx, "go", "list", "std").Output()
	if err != nil {
		return l, nil, err
	}
	build.Default.CgoEnabled = false // types of C are not known here
	guards, err := survey(l.packages(strings.Fields(string(all))))
	return l, guards, err
}
