package sentences

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

var (
	place  = regexp.MustCompile(` at [^ ]+\.go:\d+`)
	object = regexp.MustCompile(` of #\d+| of #\d+ again`)
	waits  = regexp.MustCompile(`^(G\d+) waits in `)
	since  = regexp.MustCompile(`, (taken|called)$`)
)

// checkWaits compares the text about who waits for whom with what is so, and
// returns what is wrong with it.
func (t *truth) checkWaits(text string) (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	said := map[uint32]map[string]bool{}
	var who uint32
	for _, line := range strings.Split(text, "\n") {
		inner, indented := strings.CutPrefix(line, "    ")
		inner = since.ReplaceAllString(object.ReplaceAllString(place.ReplaceAllString(inner, ""), ""), "")
		switch m := waits.FindStringSubmatch(line); {
		case m != nil:
			who = t.names[m[1]]
			said[who] = map[string]bool{strings.TrimPrefix(inner, m[1]+" "): true}
		case indented:
			said[who][inner] = true
		case strings.HasPrefix(line, "cycle: "):
			t.checkCycle(strings.TrimPrefix(line, "cycle: "), false, bad)
		case strings.HasPrefix(line, "perhaps a cycle, if each is to do again what it did before: "):
			_, around, _ := strings.Cut(line, ": ")
			t.checkCycle(around, true, bad)
		default:
			bad("a sentence that nobody checks: %q", line)
		}
	}
	for _, task := range slices.Sorted(maps.Keys(said)) {
		if t.blocked(task) == nil {
			bad("%s waits for nothing", t.tr.Name(task))
			continue
		}
		want := t.wait(task)
		for _, s := range slices.Sorted(maps.Keys(said[task])) {
			if !want.says[s] && !want.may[s] {
				bad("%s: %q is not so", t.tr.Name(task), s)
			}
		}
		doubt := t.doubtful(t.blocked(task))
		for s := range said[task] {
			doubt = doubt || s == cannotTell || strings.HasPrefix(s, "perhaps ")
		}
		for _, s := range slices.Sorted(maps.Keys(want.says)) {
			if !said[task][s] && !(doubt && strings.Contains(s, "held ")) {
				bad("%s: %q is not said", t.tr.Name(task), s)
			}
		}
	}
	return wrong
}

// checkCycle looks whether each of those in a cycle waits for the next.
func (t *truth) checkCycle(around string, maybe bool, bad func(string, ...any)) {
	names := strings.Split(around, " -> ")
	for i := 1; i < len(names); i++ {
		from, to := t.names[names[i-1]], t.names[names[i]]
		w := t.wait(from)
		if !slices.Contains(w.on, to) && !(maybe && slices.Contains(w.maybe, to)) {
			bad("%s does not wait for %s", names[i-1], names[i])
		}
	}
}

// checkHeadline compares the headline of a deadlock with what is so.
func (t *truth) checkHeadline(d *finding.Deadlock, line string) (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	stuck := t.stuck()
	cycle := slices.ContainsFunc(stuck, func(task uint32) bool { return t.reaches(task, task) })
	for _, task := range stuck {
		cycle = cycle && !t.doubtful(t.blocked(task))
	}
	for l := range t.foreign {
		cycle = cycle && !l.rw // of several readers
	}
	line = place.ReplaceAllString(line, "")
	switch who, rest, itself := strings.Cut(line, " waits for itself: "); {
	case itself:
		task := t.names[who]
		w := t.wait(task)
		if !slices.Contains(w.on, task) {
			bad("%s does not wait for itself", who)
		}
		if word, of := strings.CutSuffix(rest, " of a lock that it holds"); of != w.lock || of && !w.says["waits in "+word] {
			bad("%s does not wait for a lock", who)
		}
	case strings.HasSuffix(line, " wait for each other"):
		if len(d.Cycle) < 2 || !strings.HasPrefix(line, t.tr.Name(d.Cycle[0])) {
			bad("the headline is not of the cycle")
		}
	case cycle:
		bad("there is a cycle")
	case len(stuck) == 1:
		if want := "nothing can run: " + t.tr.Name(stuck[0]) + " waits in "; !strings.HasPrefix(line, want) {
			bad("want %q", want)
		}
	case line != fmt.Sprintf("nothing can run: %s goroutines wait", strconv.Itoa(len(stuck))):
		bad("%d goroutines wait", len(stuck))
	}
	return wrong
}

// stuck returns the goroutines that wait at the end.
func (t *truth) stuck() []uint32 {
	var out []uint32
	for _, task := range t.tr.Tasks {
		if task.State == trace.Blocked && t.blocked(task.ID) != nil {
			out = append(out, task.ID)
		}
	}
	return out
}

// reaches reports whether a goroutine waits for another, or for one that does.
func (t *truth) reaches(from, to uint32) bool {
	seen := map[uint32]bool{}
	todo := []uint32{from}
	for len(todo) > 0 {
		n := todo[0]
		todo = todo[1:]
		if t.blocked(n) == nil {
			continue
		}
		for _, m := range t.wait(n).on {
			if m == to {
				return true
			}
			if !seen[m] {
				seen[m] = true
				todo = append(todo, m)
			}
		}
	}
	return false
}
