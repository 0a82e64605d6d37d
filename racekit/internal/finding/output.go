package finding

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// A LogLine is a line that a test wrote by t.Log, t.Error or their kin.
type LogLine struct {
	File    string // base name
	Line    int
	Message string // its first line that is not empty
}

// raceNote is what package testing says of a test in which the detector found
// a race; it alone does not make the test's own checks fail.
const raceNote = "race detected during execution of test"

var (
	logLine  = regexp.MustCompile(`^( +)([^\s:/]+\.(?:go|s)):(\d+): ?(.*)$`)
	frameRun = regexp.MustCompile(`^(=== (RUN|PAUSE|CONT|NAME|ATTR|ARTIFACTS) |\s*--- (FAIL|PASS|SKIP|BENCH): |(PASS|FAIL)$|(FAIL|ok  )\t|exit status \d+$|Found \d+ data race\(s\)$)`)
)

// TestLog returns the lines that a test logged, in order, and the others,
// without those by which package testing frames its output.
func TestLog(output []byte) (logged []LogLine, raced bool, rest []byte) {
	var last *LogLine
	for raw := range bytes.Lines(output) {
		line := strings.TrimPrefix(trimEOL(raw), "\x16")
		if frameRun.MatchString(line) {
			last = nil
			continue
		}
		if m := logLine.FindStringSubmatch(line); m != nil {
			n, err := strconv.Atoi(m[3])
			if m[4] == raceNote {
				raced, last = true, nil
				continue
			}
			if err == nil {
				logged = append(logged, LogLine{File: m[2], Line: n, Message: strings.TrimSpace(m[4])})
				last = &logged[len(logged)-1]
			}
		} else if text := strings.TrimSpace(line); last != nil && last.Message == "" && strings.HasPrefix(line, "    ") {
			last.Message = text
		}
		rest = append(rest, raw...)
	}
	return logged, raced, rest
}

var limits = []struct{ text, means string }{
	{"ThreadSanitizer failed to allocate", "the race detector could not get its memory: allow this process more address space (ulimit -v, vm.overcommit_memory), or use -race=false"},
	{"ThreadSanitizer: CHECK failed", "the race detector itself failed: use -race=false for this test"},
	{"FATAL: ThreadSanitizer", "the race detector itself failed: use -race=false for this test"},
	{"internal allocator is out of memory", "the race detector ran out of memory: use fewer schedules per process, or -race=false"},
	{"race: limit on ", "the race detector's limit of goroutines alive at one time is exceeded: use -race=false for this test"},
}

// Limitation says why an execution that ended early shows a limit of the tools
// and not a bug of the program; "" if it does not.
func Limitation(output []byte) string {
	for line := range bytes.Lines(output) {
		for _, l := range limits {
			if bytes.HasPrefix(line, []byte(l.text)) || bytes.Contains(line, []byte("==")) && bytes.Contains(line, []byte(l.text)) {
				return l.means
			}
		}
	}
	return ""
}
