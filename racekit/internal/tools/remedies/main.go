// Remedies takes the remedy of each hazard of the controlled scheduler away and
// runs the tests that must fail then. It writes what failed into the last column
// of docs/internal/hazards.md. With arguments it does so only for the hazards
// with these numbers and keeps the rest of the page.
//
//	go run ./racekit/internal/tools/remedies [-v] [hazard...]
//
// Each removal makes a toolchain of its own in a copy of the module, so a whole
// run takes about an hour on two cores.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func main() {
	verbose := flag.Bool("v", false, "show what the tests print")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Args(), *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "remedies:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, verbose bool) error {
	var wanted []int
	for _, a := range args {
		n, err := strconv.Atoi(a)
		if err != nil || !slices.ContainsFunc(removals, func(r removal) bool { return r.hazard == n }) {
			return fmt.Errorf("%q is not the number of a hazard of docs/internal/hazards.md", a)
		}
		wanted = append(wanted, n)
	}
	root, err := gocmd.Root(ctx)
	if err != nil {
		return err
	}
	name := filepath.Join(root, "docs", "internal", "hazards.md")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	page, err := parsePage(string(text))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "remedies-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l := &lab{dir: filepath.Join(dir, "module"), env: append(os.Environ(),
		"GOCACHE="+filepath.Join(dir, "build"), "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "TMPDIR="+dir), verbose: verbose}
	if err := l.copy(ctx, root); err != nil {
		return err
	}
	if l.homes, err = testsBelow(l.dir, "racekit/internal"); err != nil {
		return err
	}
	for _, r := range removals {
		if len(wanted) > 0 && !slices.Contains(wanted, r.hazard) {
			continue
		}
		failed, err := l.without(ctx, &r)
		if err != nil {
			return fmt.Errorf("hazard %d, %s: %w", r.hazard, r.what, err)
		}
		fmt.Printf("%d. %s: %s\n", r.hazard, r.what, failing(failed))
		page.set(r.hazard, r.what, failed)
		if err := file.Save(name, file.Text(page.String())); err != nil {
			return err
		}
	}
	return nil
}

// A lab is a copy of the module in which remedies are taken away.
type lab struct {
	dir     string
	homes   map[string][]string // the packages of each test function
	env     []string
	verbose bool
}

// copy copies the files that git knows of.
func (l *lab) copy(ctx context.Context, root string) error {
	cmd := exec.CommandContext(ctx, "git", "ls-files", "-z")
	cmd.Dir = root
	list, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		to := filepath.Join(l.dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o777); err != nil {
			return err
		}
	}
	return nil
}

// without runs r's tests without the remedy and returns which of them fail. A
// test that says nothing about the hazard must pass: else the removal broke
// everything, and shows nothing.
func (l *lab) without(ctx context.Context, r *removal) (failed []string, err error) {
	name := filepath.Join(l.dir, r.file)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	broken, err := r.apply(string(text))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(name, []byte(broken), 0o777); err != nil {
		return nil, err
	}
	defer os.WriteFile(name, text, 0o777)
	out, err := l.test(ctx, []string{bystander})
	if err == nil && !slices.Equal(passed(out), []string{bystander}) {
		err = fmt.Errorf("%s does not pass:\n%s", bystander, out[max(len(out)-4000, 0):])
	}
	if err != nil {
		return nil, err
	}
	if out, err = l.test(ctx, r.tests); err != nil {
		return nil, err
	}
	return r.failed(passed(out)), nil
}

// test returns what tests print. Some hang without a remedy.
func (l *lab) test(ctx context.Context, tests []string) (string, error) {
	pkgs, err := packagesOf(l.homes, tests)
	if err != nil {
		return "", err
	}
	args := append([]string{"test", "-race", "-count=1", "-v", "-timeout=3m", "-run=" + pattern(tests)}, pkgs...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = l.dir, l.env
	out, _ := cmd.CombinedOutput()
	if l.verbose {
		os.Stdout.Write(out)
	}
	return string(out), ctx.Err()
}
