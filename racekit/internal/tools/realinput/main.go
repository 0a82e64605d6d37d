// Realinput runs racekit on tests that nobody here wrote, and writes
// docs/internal/real-input.md and the log beside it. With arguments it runs only
// the named packages and keeps the results of the others.
//
//	go run ./racekit/internal/tools/realinput [-print] [packages]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

var (
	arguments      = []string{"-short", "-n=200", "-budget=5s"}
	briefArguments = []string{"-short", "-n=40", "-budget=1s"}
)

func main() {
	only := flag.Bool("print", false, "run nothing: write the table anew from the log")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "realinput:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only bool, names []string) error {
	root, err := gocmd.Root(ctx)
	if err != nil {
		return err
	}
	docs := filepath.Join(root, "docs", "internal")
	if err := os.MkdirAll(docs, 0o777); err != nil {
		return err
	}
	logFile := filepath.Join(docs, "real-input.log")
	l := new(Log)
	if text, err := os.ReadFile(logFile); err == nil {
		if old, err := parseLog(string(text)); err == nil {
			l = old
		} else if only || len(names) > 0 {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) || only {
		return err
	}
	all := slices.Concat(std, modules)
	if len(names) == 0 {
		names = all
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("%s is not a package of the table; add it to racekit/internal/tools/realinput/packages.go", name)
		}
	}
	var rows []Row
	save := func() error {
		slices.SortStableFunc(l.Packages, func(a, b *Package) int {
			return slices.Index(all, a.Path) - slices.Index(all, b.Path)
		})
		rows = nil
		for _, p := range l.Packages {
			rows = append(rows, rowOf(p, verdicts))
		}
		return errors.Join(file.Save(logFile, file.Text(l.format())), file.Save(filepath.Join(docs, "real-input.md"), file.Text(document(l, rows))))
	}
	if only {
		err = save()
	} else {
		err = l.rerun(ctx, root, names, save)
	}
	if err != nil {
		return err
	}
	if p := problems(rows); len(p) > 0 {
		return fmt.Errorf("the results are not what they should be:\n\t%s", strings.Join(p, "\n\t"))
	}
	return nil
}

// rerun replaces the results of the named packages and saves after each.
func (l *Log) rerun(ctx context.Context, root string, names []string, save func() error) error {
	dir, err := os.MkdirTemp("", "realinput-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r := &runner{racekit: filepath.Join(dir, "racekit"), patience: patience,
		dir: filepath.Join(root, "racekit", "internal", "tools", "realinput", "testdata", "modules")}
	if _, err := output(ctx, root, "go", "build", "-o", r.racekit, "./cmd/racekit"); err != nil {
		return err
	}
	version, err := output(ctx, r.dir, "go", "env", "GOVERSION", "GOOS", "GOARCH", "GOMODCACHE", "GOROOT")
	if err != nil {
		return err
	}
	env := strings.Split(version, "\n")
	l.Go, l.Command = env[0]+" "+env[1]+"/"+env[2], "racekit test "+strings.Join(arguments, " ")
	r.clean = []place{{env[3], "$GOMODCACHE"}, {env[4], "$GOROOT"}, {root, "$RACEKIT"}}
	for _, name := range names {
		r.args = arguments
		if slices.Contains(brief, name) {
			r.args = briefArguments
		}
		fmt.Fprintln(os.Stderr, "racekit test", strings.Join(r.args, " "), name)
		p, err := r.run(ctx, name)
		if err == nil && ctx.Err() != nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		l.replace(p)
		if err := save(); err != nil {
			return err
		}
	}
	return nil
}
