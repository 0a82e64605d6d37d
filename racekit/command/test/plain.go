package test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/handover"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// A plainResult is how an example, a fuzz target with its seeds, or a test that
// explores itself ended. It ran once, without control: examples compare what the
// process prints, and the inputs of fuzz targets are no schedules.
type plainResult struct {
	Name    string
	Begun   bool   // it was said to run
	Action  string // pass, fail or skip
	Elapsed time.Duration
	Output  string
	Parts   []report.Part      // Output by test and subtest; nil if it has no subtests, or that is not known
	Tests   []campaign.Verdict // the subtests, in order of start

	Handed   []campaign.Result // by what explores itself
	Explored campaign.Result   // what becomes of that, and of records
}

// action is the word that go test has for how it ended, findings included.
func (x *plainResult) action() string {
	if x.Explored.Action() == "fail" {
		return "fail"
	}
	return x.Action
}

// verdicts returns how it ended, and then its subtests.
func (x *plainResult) verdicts() []campaign.Verdict {
	var names []string
	for _, v := range x.Tests {
		names = append(names, v.Name)
	}
	out := campaign.Nested(x.Name, names)
	out[0].Action, out[0].Elapsed = x.action(), x.Elapsed
	for i := range out[1:] {
		v := &out[i+1]
		k := slices.IndexFunc(x.Tests, func(s campaign.Verdict) bool { return s.Name == v.Name })
		v.Action, v.Elapsed = cmp.Or(x.Tests[k].Action, "fail"), x.Tests[k].Elapsed // the process died in it
		if slices.ContainsFunc(x.Explored.Findings, func(f campaign.Finding) bool {
			return f.Accepted == "" && strings.HasPrefix(f.Test+"/", v.Name+"/")
		}) {
			v.Action = "fail" // by what it found itself, of which go test does not know
		}
	}
	return out
}

// unwatched reports whether the race detector does not look at what is run as it
// is: that of racekit looks at executions only.
func unwatched(o *engine.Options) bool { return o.Race && o.Detector == execution.Own }

// runPlain runs the named tests, examples and fuzz targets once each in one
// process. Those that explore themselves are told by order what is wanted of them.
func runPlain(ctx context.Context, b *gocmd.Binary, o *engine.Options, names, args []string, order handover.Order) ([]plainResult, error) {
	words := []string{"-test.v=test2json", "-test.run=" + o.Run.Only(names), "-test.timeout=" + o.Timeout.String()}
	words = append(words, o.ProgramFlags()...)
	if b.Profiles != "" {
		words = append(words, "-test.coverprofile="+filepath.Join(b.Profiles, "plain.out"))
	}
	cmd := exec.CommandContext(ctx, b.Path, append(words, args...)...)
	if err := os.Remove(order.File); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	handed, err := order.Variable()
	if err != nil {
		return nil, err
	}
	cmd.Dir, cmd.Env = b.WorkDir(), append(append(slices.Clip(b.Env), o.Asked...), handed)
	if unwatched(o) {
		cmd.Env = append(cmd.Env, "GOMAXPROCS=1") // the detector that is linked in bears no more
	}
	cmd.WaitDelay = 5 * time.Second
	execution.Together(cmd)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return nil, fmt.Errorf("cannot run examples and tests of %s as they are: %w", b.Pkg.ImportPath, err)
	}
	results := parsePlain(out, err)
	explored, err := handover.Take(order.File)
	return adopted(results, explored), err
}

// outside is what package testing says when all tests have passed and the
// detector has reported.
const outside = "testing: race detected outside of test execution\n"

// adopted gives each result what its test hands over. The detector's reports of
// races that were handed over are in the findings, and fail no process.
func adopted(results []plainResult, explored []campaign.Result) []plainResult {
	raced := false
	for _, x := range explored {
		top, _, _ := strings.Cut(x.Test, "/")
		i := slices.IndexFunc(results, func(r plainResult) bool { return r.Name == top })
		if i < 0 {
			continue
		}
		r := &results[i]
		r.Handed = append(r.Handed, x)
		if slices.ContainsFunc(x.Findings, func(f campaign.Finding) bool { return f.Finding.Race != nil }) {
			raced = true
			_, rest := finding.ParseRaces([]byte(r.Output))
			r.Output, r.Parts = string(rest), nil
		}
	}
	last := len(results) - 1
	if !raced || results[last].Name != "" {
		return results
	}
	for i := range results {
		if text, cut := strings.CutSuffix(results[i].Output, outside); cut {
			results[i].Output, results[i].Parts = text, nil
			return results[:last]
		}
	}
	return results
}

// mark starts every line that testing prints itself under -test.v=test2json.
const mark = "\x16"

// parsePlain splits the output of a test binary by test. ended is how the
// process ended, nil if well. A process that ended badly without saying which
// test failed died in the one that ran last.
func parsePlain(out []byte, ended error) []plainResult {
	var results []plainResult
	var rest strings.Builder // before and after the tests
	running := -1            // index of the top-level test
	current := ""            // name of the test or subtest that prints
	failed, over := false, false
	for line := range bytes.Lines(out) {
		text := string(line)
		word, name, ok := framed(text)
		switch {
		case ok && word == "=== RUN" && !strings.Contains(name, "/"):
			running, current = len(results), name
			results = append(results, plainResult{Name: name})
		case ok && strings.HasPrefix(word, "--- ") && running >= 0 && name == results[running].Name:
			r := &results[running]
			r.Action = strings.ToLower(strings.TrimSuffix(word[4:], ":"))
			r.Elapsed = elapsed(text)
			failed = failed || r.Action == "fail"
		case ok && strings.HasPrefix(word, "--- ") && running >= 0:
			depth := strings.Count(name, "/")
			results[running].Output += strings.Repeat("    ", depth) + strings.TrimPrefix(text, mark)
			results[running].ended(name, strings.ToLower(strings.TrimSuffix(word[4:], ":")), elapsed(text))
		case ok:
			if running >= 0 && (word == "=== RUN" || word == "=== NAME" || word == "=== CONT") {
				current = name
			}
			if running >= 0 && word == "=== RUN" {
				results[running].Tests = append(results[running].Tests, campaign.Verdict{Name: name})
			}
		case text == mark+"PASS\n" || text == mark+"FAIL\n":
			over = true
		case running >= 0 && !over: // what went wrong may follow the result line
			text = strings.ReplaceAll(text, mark, "")
			results[running].Output += text
			results[running].printed(current, text)
		default:
			rest.WriteString(strings.ReplaceAll(text, mark, ""))
		}
	}
	if running >= 0 && results[running].Action == "" {
		results[running].Action = "fail"
		failed = true
	}
	for i := range results {
		if len(results[i].Tests) == 0 {
			results[i].Parts = nil // Output says the same
		}
	}
	if ended != nil && !failed {
		results = append(results, plainResult{Action: "fail", Output: rest.String() + ended.Error() + "\n"})
	}
	return results
}

// printed notes a line that the test or a subtest printed.
func (x *plainResult) printed(test, line string) {
	if n := len(x.Parts); n == 0 || x.Parts[n-1].Test != test {
		x.Parts = append(x.Parts, report.Part{Test: test})
	}
	last := &x.Parts[len(x.Parts)-1]
	last.Output = append(last.Output, line...)
}

// ended notes how a subtest ended.
func (x *plainResult) ended(subtest, action string, elapsed time.Duration) {
	for i := range x.Tests {
		if x.Tests[i].Name == subtest {
			x.Tests[i].Action, x.Tests[i].Elapsed = action, elapsed
		}
	}
}

// framed splits a line by which testing frames tests into its first words and
// the test.
func framed(line string) (word, name string, ok bool) {
	line, ok = strings.CutPrefix(line, mark)
	fields := append(strings.Fields(line), "", "", "")
	return fields[0] + " " + fields[1], fields[2], ok && (fields[0] == "===" || fields[0] == "---")
}

// elapsed reads the "(0.01s)" that ends a result line.
func elapsed(line string) time.Duration {
	line = strings.TrimSpace(line)
	open := strings.LastIndexByte(line, '(')
	seconds, err := strconv.ParseFloat(strings.TrimSuffix(line[open+1:], "s)"), 64)
	if open < 0 || err != nil {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
