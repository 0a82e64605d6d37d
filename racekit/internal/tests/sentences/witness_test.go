package sentences

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/generated"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A witness knows what happened in an execution from what the interpreter said,
// and of the trace it takes no more than which goroutine made which step.
type witness struct {
	tr    *trace.Trace
	acts  []*act           // in the order in which they began
	nodes []node           // in the order in which they were said
	of    map[uint32][]int // by goroutine: its nodes
	tasks map[int]uint32   // by number in the program
	ended map[uint32]bool  // goroutines whose body has ended
	group map[uint32]int   // goroutines that WaitGroup.Go started: the group
}

// An act is one operation of the program.
type act struct {
	task     uint32
	op       generated.Op
	a, b, c  int
	do, did  int // nodes; did is -1 while it is not done
	ran      int // node: the function of a Once has ended; -1 has not
	first    int // its first step; -1 is none
	last     int // the step with which it was done, or its last so far
	got      int // what came of it
	signaled *act
}

// A node is something that a goroutine said.
type node struct {
	task uint32
	step int
	word string
	act  *act
}

// testify works out what happened.
func testify(tr *trace.Trace) (*witness, error) {
	w := &witness{tr: tr, of: map[uint32][]int{}, tasks: map[int]uint32{}, ended: map[uint32]bool{}, group: map[uint32]int{}}
	inside := map[uint32][]*act{}
	groups := map[int]int{}
	for i, n := range tr.Notes {
		var word string
		var v [4]int
		if _, err := fmt.Sscan(n.Text, &word); err != nil {
			return nil, err
		}
		fmt.Sscan(strings.TrimPrefix(n.Text, word), &v[0], &v[1], &v[2], &v[3])
		node := node{task: n.Task, step: n.Step, word: word}
		stack := inside[n.Task]
		switch word {
		case "begin":
			w.tasks[v[0]] = n.Task
			if wg, ok := groups[v[0]]; ok {
				w.group[n.Task] = wg
			}
		case "do":
			node.act = &act{task: n.Task, op: generated.Op(v[0]), a: v[1], b: v[2], c: v[3], do: i, did: -1, ran: -1, first: -1, last: -1}
			w.acts = append(w.acts, node.act)
			inside[n.Task] = append(stack, node.act)
			if node.act.op == generated.WGGo {
				groups[node.act.c] = node.act.a
			}
		case "ran":
			node.act = stack[len(stack)-1]
			node.act.ran = i
		case "did":
			node.act = stack[len(stack)-1]
			node.act.did, node.act.got = i, v[0]
			inside[n.Task] = stack[:len(stack)-1]
		case "end":
			w.ended[n.Task] = true
		default:
			return nil, fmt.Errorf("a note that the interpreter does not make: %q", n.Text)
		}
		w.nodes = append(w.nodes, node)
		w.of[n.Task] = append(w.of[n.Task], i)
	}
	for i, e := range tr.Events {
		w.step(i, e.Task)
	}
	w.signals()
	return w, nil
}

// step gives an event to the innermost act of its goroutine in which it was.
func (w *witness) step(i int, task uint32) {
	for _, a := range slices.Backward(w.acts) {
		if a.task != task || w.nodes[a.do].step > i || a.did >= 0 && w.nodes[a.did].step <= i {
			continue
		}
		if a.first < 0 {
			a.first = i
		}
		a.last = i
		return
	}
}

// signals finds which Signal woke whom: those who wait do so in the order in
// which they came.
func (w *witness) signals() {
	var waits, signals []*act
	for _, a := range w.acts {
		switch a.op {
		case generated.Wait:
			waits = append(waits, a)
		case generated.Signal, generated.Broadcast:
			signals = append(signals, a)
		}
	}
	byStep := func(a, b *act) int { return cmp.Compare(a.first, b.first) }
	slices.SortFunc(waits, byStep)
	slices.SortFunc(signals, byStep)
	for _, s := range signals {
		for _, a := range waits {
			if a.first < 0 || s.first < 0 || a.first > s.first || a.signaled != nil {
				continue
			}
			a.signaled = s
			if s.op == generated.Signal {
				break
			}
		}
	}
}

// blocked returns the act in which a goroutine is at the end; nil if none.
func (w *witness) blocked(task uint32) *act {
	for _, a := range slices.Backward(w.acts) {
		if a.task == task && a.did < 0 {
			return a
		}
	}
	return nil
}

// A lock is one of the program's, by kind and number.
type lock struct {
	rw bool
	n  int
}

// A hold is a lock that a goroutine has.
type hold struct {
	lock
	task uint32
	read bool
	act  *act
}

// change is what an act does to a lock.
func (a *act) change(conds []int) (l lock, takes, gives, read bool) {
	switch a.op {
	case generated.Lock, generated.If:
		n := a.a
		if a.op == generated.If {
			n = a.b
		}
		return lock{false, n}, true, false, false
	case generated.Unlock:
		return lock{false, a.a}, false, true, false
	case generated.RLock, generated.WLock:
		return lock{true, a.a}, true, false, a.op == generated.RLock
	case generated.RUnlock, generated.WUnlock:
		return lock{true, a.a}, false, true, a.op == generated.RUnlock
	case generated.Wait:
		return lock{false, conds[a.a]}, true, true, false
	}
	return lock{}, false, false, false
}

// holds returns who has which lock before step at; foreign are the locks that
// another goroutine gave back than had taken them.
func (w *witness) holds(conds []int, at int) (held []hold, foreign map[lock]bool) {
	type change struct {
		step  int
		gives bool
		hold
	}
	var all []change
	for _, a := range w.acts {
		l, takes, gives, read := a.change(conds)
		if gives && a.first >= 0 {
			all = append(all, change{a.first, true, hold{l, a.task, read, a}})
		}
		if takes && a.did >= 0 && (a.op != generated.If || a.got == 1) {
			all = append(all, change{a.last, false, hold{l, a.task, read, a}})
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Compare(a.step, b.step) })
	foreign = map[lock]bool{}
	for _, c := range all {
		if c.step >= at {
			break
		}
		if !c.gives {
			held = append(held, c.hold)
			continue
		}
		same := func(h hold) bool { return h.lock == c.lock && h.read == c.read }
		i := slices.IndexFunc(held, func(h hold) bool { return same(h) && h.task == c.task })
		if i < 0 {
			i = slices.IndexFunc(held, same)
			foreign[c.lock] = true
		}
		if i >= 0 {
			held = slices.Delete(held, i, i+1)
		}
	}
	return held, foreign
}

// announced reports whether a goroutine that waits in RWMutex.Lock has the
// writers' mutex, and waits for readers.
func (w *witness) announced(a *act) bool {
	if a.op != generated.WLock || a.last < 0 {
		return false
	}
	return w.tr.Events[a.last].Op == sched.OpWLock
}
