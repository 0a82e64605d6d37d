package sentences

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/tests/generated"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A truth is what is so at the end of an execution in which nothing goes on.
type truth struct {
	*witness
	*generated.Program
	held    []hold
	foreign map[lock]bool
	names   map[string]uint32
	met     map[string]bool // what was checked that no pattern tells
}

const (
	metSelect = "a partner by its select"
	metTimer  = "a wait for a timer"
	metFired  = "a race after what a timer has done"
)

func (w *witness) atTheEnd(p *generated.Program) *truth {
	t := &truth{witness: w, Program: p, names: map[string]uint32{}, met: map[string]bool{}}
	t.held, t.foreign = w.holds(p.Conds, len(w.tr.Events))
	for _, task := range w.tr.Tasks {
		t.names[w.tr.Name(task.ID)] = task.ID
	}
	return t
}

// A wait is what is to be said of a goroutine that waits.
type wait struct {
	says  map[string]bool // the sentences without places, as a set
	may   map[string]bool // sentences that are true too: what the witness knows nobody else can tell
	on    []uint32        // for whom it surely waits
	maybe []uint32        // whom it waits for if they do again what they did
	lock  bool            // on are about locks
}

var words = map[generated.Op]string{
	generated.Lock: "Lock", generated.RLock: "RLock", generated.Do: "Once.Do", generated.Wait: "Cond.Wait", generated.WGWait: "WaitGroup.Wait",
	generated.Send: "send", generated.Recv: "receive", generated.Select: "select", generated.RecvTimer: "receive",
}

// wait works out what is to be said of a goroutine.
func (t *truth) wait(task uint32) wait {
	a := t.blocked(task)
	out := wait{says: map[string]bool{}, may: map[string]bool{}}
	word := words[a.op]
	switch {
	case t.announced(a):
		word = "RWMutex.Lock"
	case a.op == generated.WLock:
		word = "Lock"
	}
	out.says["waits in "+word] = true
	switch l, takes, _, _ := a.change(t.Conds); {
	case a.op == generated.Wait && a.signaled == nil:
		t.did(&out, task, "signaled it", func(b *act) bool {
			return (b.op == generated.Signal || b.op == generated.Broadcast) && b.a == a.a
		})
	case a.op == generated.Wait:
		out.says["it was signaled, and waits to take its lock again"] = true
		t.holders(&out, a, l)
	case takes:
		t.holders(&out, a, l)
	case a.op == generated.Do:
		doer := t.inOrder(func(b *act) bool { return b.op == generated.Do })[0]
		out.says["its function is run by "+t.who(doer.task, task)] = true
		out.on = []uint32{doer.task}
	case a.op == generated.Recv:
		t.did(&out, task, "sent on it", func(b *act) bool { _, ok := t.sent(b, a.b); return ok })
	case a.op == generated.Send:
		t.did(&out, task, "received from it", func(b *act) bool { _, ok := t.received(b, a.a); return ok })
	case a.op == generated.RecvTimer: // no goroutine sends, and what the timer did has no step
		out.may["no other goroutine has sent on it"], t.met[metTimer] = true, true
	case a.op == generated.WGWait:
		t.group(&out, task, a.a)
	}
	return out
}

// who is a goroutine as a holder.
func (t *truth) who(task, waits uint32) string {
	name := t.tr.Name(task)
	switch {
	case task == waits:
		return name + " itself"
	case t.tr.Task(task).State == trace.Ended:
		return name + ", which has ended"
	}
	return name
}

// holders says who has a lock. A writer that has announced itself waits for
// readers, and all others wait for the writer.
func (t *truth) holders(out *wait, a *act, l lock) {
	out.lock = true
	out.may[cannotTell] = t.foreign[l] && l.rw
	how := "held by "
	if t.announced(a) {
		how = "held for reading by "
	}
	for _, b := range t.acts {
		if b.did < 0 && b.op == generated.Wait && t.hadTwo(b, l) {
			out.may["perhaps "+how+t.tr.Name(b.task)+lent] = true
		}
		if b.op == generated.If && b.b == l.n && !l.rw && b.did >= 0 {
			out.may["perhaps "+how+t.tr.Name(b.task)+", whose TryLock may have taken it"] = true
		}
	}
	for _, h := range t.held {
		if h.lock != l || h.read != t.announced(a) {
			continue
		}
		out.says[how+t.who(h.task, a.task)] = true
		out.on = append(out.on, h.task)
	}
	if !l.rw || t.announced(a) || len(out.on) > 0 {
		return
	}
	for _, b := range t.acts {
		if b.did < 0 && t.announced(b) {
			out.says["kept out by "+t.tr.Name(b.task)+", a writer that waits: whoever comes later waits behind it"] = true
			out.on = append(out.on, b.task)
		}
	}
}

const (
	cannotTell = "who holds it cannot be told: one goroutine took it and another gave it back"
	lent       = ", which waits in Cond.Wait and has given back one of its locks"
)

// doubtful reports whether a goroutine waits for a Cond with several locks: which
// one it gave back, and takes again, is not in the trace.
func (t *truth) doubtful(a *act) bool {
	return a.op == generated.Wait && t.hadTwo(a, lock{false, t.Conds[a.a]})
}

// hadTwo reports whether a goroutine that waits for a Cond had a lock and another.
func (t *truth) hadTwo(a *act, l lock) bool {
	held, _ := t.holds(t.Conds, a.first)
	had := map[lock]bool{}
	for _, h := range held {
		if h.task == a.task {
			had[h.lock] = true
		}
	}
	return had[l] && len(had) > 1
}

// did says which other goroutines did something before.
func (t *truth) did(out *wait, task uint32, what string, is func(*act) bool) {
	tasks := map[uint32]bool{}
	for _, b := range t.acts {
		if b.did >= 0 && b.task != task && is(b) {
			tasks[b.task] = true
			if b.op == generated.Select {
				t.met[metSelect] = true
			}
		}
	}
	t.done(out, tasks, what)
}

func (t *truth) done(out *wait, tasks map[uint32]bool, what string) {
	out.maybe = slices.Sorted(maps.Keys(tasks))
	switch len(out.maybe) {
	case 0:
		out.says["no other goroutine has "+what] = true
	case 1:
		out.says[t.list(out.maybe)+" has "+what+" before"] = true
	default:
		out.says[t.list(out.maybe)+" have "+what+" before"] = true
	}
}

// list names goroutines and their states.
func (t *truth) list(tasks []uint32) string {
	var names []string
	for _, task := range tasks {
		names = append(names, fmt.Sprintf("%s (%s)", t.tr.Name(task), t.tr.Task(task).State))
	}
	last := names[len(names)-1]
	if len(names) == 1 {
		return last
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + last
}

// group says whom a WaitGroup waits for.
func (t *truth) group(out *wait, task uint32, wg int) {
	did := map[uint32]bool{}
	count := 0
	added := false
	for _, b := range t.acts {
		switch {
		case b.a != wg || b.first < 0:
		case b.op == generated.WGAdd:
			added = true
			count++
		case b.op == generated.WGDone && b.task != task:
			did[b.task] = true
			count--
		case b.op == generated.WGDone:
			count--
		}
	}
	var left []uint32
	for _, member := range slices.Sorted(maps.Keys(t.witness.group)) {
		switch {
		case t.witness.group[member] != wg:
		case t.ended[member]:
			did[member] = true
		default:
			left = append(left, member)
		}
	}
	if len(left) == 0 {
		t.done(out, did, "called Done on it")
		return
	}
	out.on = left
	text := "for the end of " + t.list(left)
	if added {
		text += ", and perhaps for others"
	} else if count != 0 {
		text += " (the witness counts wrongly)"
	}
	out.says[text] = true
}
