package sentences

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/tests/generated"
)

// variable returns which variable an act accesses, and whether it writes.
func (a *act) variable() (v int, writes, ok bool) {
	switch a.op {
	case generated.Inc, generated.Set:
		return a.a, true, true
	case generated.Get:
		return a.b, false, true
	}
	return 0, false, false
}

// actAt returns the act that made a step; nil if none did.
func (w *witness) actAt(step int) *act {
	for _, a := range slices.Backward(w.acts) {
		if a.task == w.tr.Events[step].Task && a.first >= 0 && a.first <= step && step <= a.last {
			return a
		}
	}
	return nil
}

var (
	unorderedLine = regexp.MustCompile(`^nothing orders (G\d+)'s (\w+) at step (\d+) \(program_test\.go:\d+\) and (G\d+)'s (\w+) at step (\d+) \(program_test\.go:\d+\) of #\d+$`)
	neitherLine   = regexp.MustCompile(`^neither (G\d+) nor (G\d+) holds a lock there$`)
	holdsLine     = regexp.MustCompile(`^(G\d+) holds (.*), (G\d+) holds (.*)$`)
	releaseLine   = regexp.MustCompile(`^(G\d+) (?:next releases at step (\d+) \([^()]*\)|releases nothing after its access); (G\d+) (?:last acquires at step (\d+) \([^()]*\)|acquires nothing before its access)(: that release does not happen before that acquire)?$`)
	replacesLine  = regexp.MustCompile(`^(G\d+)'s [a-z ]+ at step (\d+) \([^()]*\) replaces (G\d+)'s [a-z ]+ at step (\d+), which (G\d+) did not see: it had read the value at step (\d+)$`)
	heldObject    = regexp.MustCompile(`#(\d+)( for reading)?`)
)

// A raceCheck compares what is said of a race with what is so.
type raceCheck struct {
	*truth
	next          map[int][]int
	first, second *act
	early, late   int // steps
	wrong         []string
	objects       map[lock]string // the numbers that the trace has for locks
}

func (c *raceCheck) bad(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// checkRace returns what is wrong with the sentences about a race; located says
// whether they name the two accesses.
func (t *truth) checkRace(f finding.Finding) (wrong []string, located bool) {
	c := &raceCheck{truth: t, next: t.orders(t.Program, false), objects: map[lock]string{}}
	for _, a := range t.acts {
		if l, takes, _, _ := a.change(t.Conds); takes && a.op != generated.Wait && a.first >= 0 {
			c.objects[l] = strconv.Itoa(int(t.tr.Events[a.first].Object))
		}
	}
	later, earlier, ok := f.Race.Locate(t.tr)
	switch {
	case ok:
		c.pair(f, later, earlier)
		if t.fired(t.tr.Events[later].Task, later) {
			t.met[metFired] = true
		}
	case c.racing(f.Race):
		c.bad("the accesses are not told")
	}
	for _, line := range finding.WhyOf(f, t.tr).Lines(t.tr) {
		c.line(line, ok)
	}
	return c.wrong, ok
}

// racing reports whether two accesses at the places of a race are not ordered. If
// it is of a channel or a WaitGroup there are none; nor if something orders them
// that the detector does not know: a Cond, or a send that makes room for another.
func (c *raceCheck) racing(r *finding.Race) bool {
	at := func(a *act, i int) bool {
		f, ok := c.tr.At(max(0, a.last))
		side := r.Accesses[i]
		_, grouped := c.witness.group[a.task]
		started := side.ByTest() == (a.task == c.tr.Main()) && grouped == (len(side.Created) > 0 && side.Created[0].Func == "sync.(*WaitGroup).Go")
		return started && a.did >= 0 && a.last >= 0 && ok && len(side.Stack) > 0 && f.Line == side.Stack[0].Line
	}
	loose := c.orders(c.Program, true)
	for _, a := range c.acts {
		v, writes, ok := a.variable()
		for _, b := range c.acts {
			u, too, both := b.variable()
			if ok && both && v == u && (writes || too) && a.task != b.task && at(a, 1) && at(b, 0) && a.last < b.last &&
				!before(loose, a.did, b.do) {
				return true
			}
		}
	}
	return false
}

// fired reports whether a goroutine does something because of a timer before a step.
func (w *witness) fired(task uint32, step int) bool {
	return slices.ContainsFunc(w.acts, func(a *act) bool {
		return a.op == generated.RecvTimer && a.task == task && a.did >= 0 && a.last < step || a.op == generated.AfterFunc && w.tasks[a.c] == task
	})
}

// pair looks at the two accesses: nothing orders them, and the detector's report
// is of them.
func (c *raceCheck) pair(f finding.Finding, later, earlier int) {
	c.first, c.second, c.early, c.late = c.actAt(earlier), c.actAt(later), earlier, later
	if c.first == nil || c.second == nil {
		c.bad("steps %d and %d are no accesses", earlier+1, later+1)
		return
	}
	v, writes, ok := c.first.variable()
	u, alsoWrites, okToo := c.second.variable()
	if !ok || !okToo || v != u || !writes && !alsoWrites || c.first.task == c.second.task {
		c.bad("steps %d and %d do not conflict", earlier+1, later+1)
		return
	}
	if before(c.next, c.first.did, c.second.do) || before(c.next, c.second.did, c.first.do) {
		c.bad("steps %d and %d are ordered", earlier+1, later+1)
	}
	for i, step := range []int{later, earlier} {
		if at, _ := c.tr.At(step); at.Line != f.Race.Accesses[i].Stack[0].Line {
			c.bad("step %d is at line %d, the detector has line %d", step+1, at.Line, f.Race.Accesses[i].Stack[0].Line)
		}
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n - 1
}

// line checks one sentence.
func (c *raceCheck) line(line string, located bool) {
	if m := replacesLine.FindStringSubmatch(line); m != nil {
		c.replaces(number(m[2]), number(m[4]), number(m[6]))
		return
	}
	if !located || c.first == nil || c.second == nil {
		c.bad("nothing is known of the accesses, and it is said: %q", line)
		return
	}
	if m := unorderedLine.FindStringSubmatch(line); m != nil {
		if number(m[3]) != c.early || number(m[6]) != c.late || c.names[m[1]] != c.first.task || c.names[m[4]] != c.second.task {
			c.bad("%q is of other accesses", line)
		}
		return
	}
	if m := neitherLine.FindStringSubmatch(line); m != nil {
		c.holdsAt(c.early, m[1], "no lock")
		c.holdsAt(c.late, m[2], "no lock")
		return
	}
	if m := holdsLine.FindStringSubmatch(line); m != nil {
		c.holdsAt(c.early, m[1], m[2])
		c.holdsAt(c.late, m[3], m[4])
		return
	}
	m := releaseLine.FindStringSubmatch(line)
	if m == nil {
		c.bad("a sentence that nobody checks: %q", line)
		return
	}
	release, acquire := number(m[2]), number(m[4])
	if release >= 0 && (release <= c.early || c.tr.Events[release].Task != c.first.task) || acquire >= 0 && (acquire >= c.late || c.tr.Events[acquire].Task != c.second.task) {
		c.bad("%q names other steps", line)
	}
	if release < 0 || acquire < 0 || m[5] == "" {
		return
	}
	from, to := c.actAt(release), c.actAt(acquire)
	if from == nil || to == nil {
		return
	}
	learnt := to.did
	if to.ran >= 0 { // its own function comes after what the Once had to tell
		learnt = to.do
	}
	if before(c.next, from.do, learnt) {
		c.bad("%q: it does happen before", line)
	}
}

// holdsAt compares which locks a goroutine is said to have at a step with what
// it has.
func (c *raceCheck) holdsAt(step int, who, said string) {
	task := c.tr.Events[step].Task
	if c.names[who] != task {
		c.bad("step %d is not of %s", step+1, who)
	}
	held, foreign := c.holds(c.Conds, step)
	var want []string
	for _, h := range held {
		if h.task == task {
			want = append(want, strings.TrimSuffix(fmt.Sprintf("#%s for reading", c.objects[h.lock]), map[bool]string{false: " for reading"}[h.read]))
		}
	}
	for l := range foreign {
		if l.rw {
			return // whose it was nobody can tell
		}
	}
	var got []string
	if said != "no lock" {
		got = heldObject.FindAllString(said, -1)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.bad("at step %d %s holds %q, not %q", step+1, who, want, got)
	}
}

// replaces checks that a goroutine read a variable, another wrote it, and it
// wrote it again without a look.
func (c *raceCheck) replaces(write, lost, read int) {
	a, b, r := c.actAt(write), c.actAt(lost), c.actAt(read)
	if a == nil || b == nil || r == nil {
		c.bad("steps %d, %d and %d are no accesses", write+1, lost+1, read+1)
		return
	}
	if a.task != r.task || a.task == b.task || !(read < lost && lost < write) {
		c.bad("step %d does not replace step %d after step %d", write+1, lost+1, read+1)
	}
	for _, step := range []int{lost, read} {
		if c.tr.Events[step].Object != c.tr.Events[write].Object {
			c.bad("steps %d and %d are of two variables", step+1, write+1)
		}
	}
}
