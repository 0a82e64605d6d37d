package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/report/testout"
)

// patience is how long racekit may take over one package; longer is a hang.
const patience = time.Hour

// A runner runs racekit on packages, one at a time.
type runner struct {
	racekit string // the command
	args    []string
	dir     string // of the module from which the packages are seen
	clean   []place

	patience time.Duration
}

// A place is a path of this machine and what the log calls it.
type place struct{ path, as string }

// run tests one package from an empty folder of records.
func (r *runner) run(ctx context.Context, path string) (*Package, error) {
	records, err := os.MkdirTemp("", "racekit-records-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(records)
	ctx, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	args := append(append([]string{"test", "-json", "-out", records}, r.args...), path)
	cmd := exec.CommandContext(ctx, r.racekit, args...)
	cmd.Dir = r.dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	var events, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &events, &errs
	begin := time.Now()
	ended := cmd.Run()
	p, err := readEvents(path, events.Bytes(), func(s string) string {
		return r.stable(strings.ReplaceAll(s, records, "RECORDS"))
	})
	if err != nil && ended == nil { // one that is killed may write half an event
		return nil, err
	}
	p.Seconds = int(time.Since(begin).Round(time.Second).Seconds())
	p.Exit = "exit status 0"
	if ended != nil {
		p.Exit = ended.Error()
	}
	if ctx.Err() != nil {
		p.Exit = "killed after " + r.patience.String()
	}
	for line := range strings.Lines(errs.String()) {
		if !progress.MatchString(line) {
			p.Said = append(p.Said, r.stable(strings.TrimRight(line, "\n")))
		}
	}
	p.Said = clip(p.Said)
	return p, nil
}

// readEvents collects the output of each test, that of its subtests included.
// What go test -json frames tests with is left out, and clean makes lines alike
// on all machines.
func readEvents(path string, events []byte, clean func(string) string) (*Package, error) {
	p := &Package{Path: path}
	tests := map[string]*Test{}
	dec := json.NewDecoder(bytes.NewReader(events))
	for dec.More() {
		var e testout.Event
		if err := dec.Decode(&e); err != nil {
			return p, fmt.Errorf("racekit test -json %s wrote what is no event: %w", path, err)
		}
		top, _, sub := strings.Cut(e.Test, "/")
		t := tests[top]
		if sub && e.Action != "output" {
			continue
		}
		switch e.Action {
		case "run":
			t = &Test{Name: e.Test}
			tests[e.Test] = t
			p.Tests = append(p.Tests, t)
		case "output", "build-output":
			text := clean(strings.TrimRight(*e.Output, "\r\n"))
			switch {
			case t != nil && !framing.MatchString(text):
				t.Output = append(t.Output, text)
			case t == nil && !framing.MatchString(text):
				p.Said = append(p.Said, text)
			}
		case "pass", "fail", "skip":
			if t != nil {
				t.Action = e.Action
			}
		}
	}
	for _, t := range p.Tests {
		t.Output = bounded(t.Output)
	}
	return p, nil
}

// progress is what racekit says while it builds.
var progress = regexp.MustCompile(`^racekit: [0-9ms]+, (preparing|building) `)

var framing = regexp.MustCompile(`^(=== RUN |--- |PASS$|FAIL$|ok  \t|FAIL\t|\s*$)`)

// most is how many lines of one finding, or of what a test printed, are kept.
const most = 24

// bounded shortens each finding in the output of a test, and never the lines
// that say how the test went.
func bounded(lines []string) []string {
	var out, block []string
	for _, line := range lines {
		switch {
		case remark.MatchString(line):
			out, block = append(append(out, clip(block)...), line), nil
		case schedule.MatchString(line):
			out, block = append(out, clip(block)...), []string{line}
		default:
			block = append(block, line)
		}
	}
	return append(out, clip(block)...)
}

func clip(lines []string) []string {
	for i, line := range lines {
		if r := []rune(line); len(r) > 200 {
			lines[i] = string(r[:200]) + " ..."
		}
	}
	if len(lines) <= most {
		return lines
	}
	cut := append([]string(nil), lines[:most-6]...)
	cut = append(cut, fmt.Sprintf("    ... %d more lines ...", len(lines)-most+1))
	return append(cut, lines[len(lines)-5:]...)
}

var unstable = []struct {
	re *regexp.Regexp
	as string
}{
	{regexp.MustCompile(`\b0x[0-9a-f]{6,}`), "0x..."},
	{regexp.MustCompile(regexp.QuoteMeta(os.TempDir()) + `/[^\s:"']*`), "TMP"},
	{regexp.MustCompile(`\(\d+\.\d\ds\)`), "(...s)"},
	{regexp.MustCompile(`\b(127\.0\.0\.1|\[::1\]):\d+`), "$1:PORT"},
	{regexp.MustCompile(`\bpid=\d+`), "pid=PID"},
}

func (r *runner) stable(line string) string {
	for _, c := range r.clean {
		line = strings.ReplaceAll(line, c.path, c.as)
	}
	for _, u := range unstable {
		line = u.re.ReplaceAllString(line, u.as)
	}
	return line
}

// output runs a command for what it prints.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", filepath.Base(name), strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
