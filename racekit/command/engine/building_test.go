package engine

import (
	"bytes"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestToolWords(t *testing.T) {
	words := strings.Fields
	for _, tt := range []struct {
		reason string
		lines  [][]string
		want   string
	}{
		{"nothing runs", nil, ""},
		{"the go command alone", [][]string{words("/go/bin/go test -c -p 2")}, ""},
		{"a package of the user", [][]string{words("/go/bin/go test"), words("/go/pkg/tool/compile -o x -p example.com/a -complete")}, "compiling example.com/a"},
		{"a package of the standard library", [][]string{words("compile -o x -p net/http -std -race")}, "compiling the standard library, net/http"},
		{"with its tests", [][]string{{"compile", "-p", "example.com/a [example.com/a.test]"}}, "compiling example.com/a"},
		{"several at once", [][]string{words("compile -p b"), words("compile -p a")}, "compiling a"},
		{"the linker", [][]string{words("/go/pkg/tool/link -o a.test")}, "linking"},
		{"a compiler that has just ended", [][]string{{""}, nil, words("compile -p")}, ""},
		{"a test that has such an argument", [][]string{words("./a.test -p compile")}, ""},
	} {
		if got := toolWords(tt.lines); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// A process is seen with its command line, also behind another.
func TestDescendants(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("known on Linux only")
	}
	cmd := exec.Command("sh", "-c", "cat; true")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Write([]byte("x"))
	out.Read(make([]byte, 1)) // now cat runs
	lines := descendants()
	in.Close()
	cmd.Wait()
	if !slices.ContainsFunc(lines, func(words []string) bool { return slices.Equal(words, []string{"cat"}) }) {
		t.Errorf("cat below sh is not among %q", lines)
	}
}

// While something is built that is said, also where the work that follows is
// not.
func TestStatusBuilding(t *testing.T) {
	for _, tt := range []struct {
		reason       string
		mode         statusMode
		during, then string
	}{
		{"piped", StatusOff, "racekit: 0s, building tests (package 2 of 3)\n", ""},
		{"in CI", statusLine, "racekit: 0s, building tests (package 2 of 3)\n", "racekit: 0s, 0 schedules"},
		{"on a terminal", statusInPlace, "\rracekit: 0s, building tests (package 2 of 3)\x1b[K", "\r\x1b[K\rracekit: 0s, 0 schedules"},
	} {
		var b bytes.Buffer
		s := NewStatus(&b, tt.mode, time.Hour)
		end := s.Building(Building(2, 3))
		s.show()
		if got := b.String(); got != tt.during {
			t.Errorf("%s: said %q, want %q", tt.reason, got, tt.during)
		}
		b.Reset()
		end()
		s.show()
		if got := b.String(); !strings.HasPrefix(got, tt.then) || tt.then == "" && got != "" {
			t.Errorf("%s: said then %q, want %q", tt.reason, got, tt.then)
		}
		s.Stop()
	}
	if got := Building(1, 1)(); got != "building tests" {
		t.Errorf("one package: %q", got)
	}
}
