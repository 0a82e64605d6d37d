package testout

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The captured files are what go test -json printed, without times.
func TestEventsAreGoTests(t *testing.T) {
	const pkg = "example.com/sample"
	par := func(e *Events) {
		e.Start()
		e.Run("TestPar")
		e.Run("TestPar/a<b>")
		e.Run("TestPar/skip")
		e.Output("TestPar/skip", []byte("    j_test.go:5: no\n"))
		e.End("skip", "TestPar/skip", 0)
		e.Output("TestPar/a<b>", []byte("x \"quoted\" & "))
		e.Output("TestPar/a<b>", []byte("<html>\u2028\n"))
		e.End("pass", "TestPar/a<b>", 0)
		e.End("pass", "TestPar", 0)
	}
	for _, tt := range []struct {
		file   string
		events func(e *Events, elapsed time.Duration)
	}{
		{"go1.26.json", func(e *Events, elapsed time.Duration) {
			e.Start()
			e.Run("TestFails")
			e.Output("TestFails", []byte("    fail_test.go:5: no\n"))
			e.End("fail", "TestFails", 31*time.Millisecond)
			par(&Events{W: skipLine{e.W}, Package: pkg})
			e.EndPackage(Summary{Package: pkg, Failed: true, Elapsed: elapsed})
		}},
		{"go1.27.json", func(e *Events, elapsed time.Duration) {
			par(e)
			e.EndPackage(Summary{Package: pkg, Elapsed: elapsed})
		}},
		{"none.json", func(e *Events, elapsed time.Duration) {
			e.Start()
			e.EndPackage(Summary{Package: pkg, NoFiles: true, Elapsed: elapsed})
		}},
		{"notests.json", func(e *Events, elapsed time.Duration) {
			e.Start()
			e.EndPackage(Summary{Package: pkg, NoTests: true, Elapsed: elapsed})
		}},
		{"build.json", func(e *Events, elapsed time.Duration) {
			e.Start()
			e.EndPackage(Summary{Package: pkg, Built: "build failed", BuildID: pkg + " [" + pkg + ".test]", Elapsed: elapsed})
		}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			want, err := os.ReadFile("testdata/gotest/" + tt.file)
			if err != nil {
				t.Fatal(err)
			}
			var last Event
			lines := bytes.Split(bytes.TrimSpace(want), []byte("\n"))
			if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			e := &Events{W: &got, Package: pkg}
			tt.events(e, time.Duration(*last.Elapsed*float64(time.Second)))
			if e.Err() != nil {
				t.Fatal(e.Err())
			}
			if diff := cmp.Diff(coarse(unsaid.ReplaceAllString(string(want), "")), coarse(got.String())); diff != "" {
				t.Errorf("-go test +racekit:\n%s", diff)
			}
		})
	}
}

// unsaid is what racekit does not say: that a test waits for its turn, goes on or
// has an attribute; and since Go 1.27, which lines package testing has written.
var unsaid = regexp.MustCompile(`(?m)^.*("Action":"(?:pause|cont|attr)"|"=== (?:PAUSE|CONT|ATTR) ).*\n|,"OutputType":"\w+"`)

// skipLine drops the start event of a second stream.
type skipLine struct {
	w interface{ Write([]byte) (int, error) }
}

func (s skipLine) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(`"start"`)) {
		return len(p), nil
	}
	return s.w.Write(p)
}

// coarse splits the lines and leaves out the seconds of the package's line,
// which go test measures apart from the event's.
func coarse(s string) []string {
	return strings.Split(packageSeconds.ReplaceAllString(s, `$1?s`), "\n")
}

var packageSeconds = regexp.MustCompile(`(example\.com/sample\\t)\d+\.\d+s`)

func TestEventsTimeAndError(t *testing.T) {
	var b bytes.Buffer
	now := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	e := &Events{W: &b, Package: "p", Now: func() time.Time { return now }}
	e.Output("", []byte("no line end"))
	e.EndPackage(Summary{Package: "p"})
	want := `{"Time":"2026-01-02T03:04:05.000000006Z","Action":"output","Package":"p","Output":"no line end"}`
	if first, _, _ := strings.Cut(b.String(), "\n"); first != want {
		t.Errorf("%s\nwant\n%s", first, want)
	}
	b.Reset()
	e = &Events{W: &b, Package: "p"}
	e.Output("TestX", []byte("no line end"))
	e.End("pass", "TestX", 0)
	if !strings.HasPrefix(b.String(), `{"Action":"output","Package":"p","Test":"TestX","Output":"no line end"}`) {
		t.Errorf("what has no line's end is lost: %s", b.String())
	}
	e = &Events{W: failing{}, Package: "p"}
	e.Start()
	e.Run("TestX")
	if e.Err() == nil || e.Err().Error() != "disk full" {
		t.Errorf("Err = %v", e.Err())
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestSummary(t *testing.T) {
	for _, tt := range []struct {
		reason string
		s      Summary
		want   string
	}{
		{"passed", Summary{Package: "p", Elapsed: 210 * time.Millisecond, Schedules: 1000, Distinct: 812}, "ok  \tp\t0.21s\t(1000 schedules, 812 distinct)\n"},
		{"failed", Summary{Package: "p", Failed: true, Elapsed: 210 * time.Millisecond, Schedules: 1, Distinct: 1}, "FAIL\tp\t0.21s\t(1 schedule, 1 distinct)\n"},
		{"failed without schedules", Summary{Package: "p", Failed: true}, "FAIL\tp\t0.00s\n"},
		{"no files", Summary{Package: "p", NoFiles: true}, "?   \tp\t[no test files]\n"},
		{"no tests", Summary{Package: "p", NoTests: true}, "ok  \tp\t0.00s [no tests to run]\n"},
		{"build", Summary{Package: "p", Built: "build failed"}, "FAIL\tp [build failed]\n"},
		{"notes", Summary{Package: "p", Schedules: 2, Distinct: 2, Notes: []string{"1 accepted finding"}}, "ok  \tp\t0.00s\t(2 schedules, 2 distinct, 1 accepted finding)\n"},
	} {
		var b strings.Builder
		if _, err := tt.s.WriteTo(&b); err != nil || b.String() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.reason, b.String(), tt.want, err)
		}
	}
}
