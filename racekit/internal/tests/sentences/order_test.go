package sentences

import (
	"cmp"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/tests/generated"
)

// orders returns what synchronizes, by the memory model of Go: edges between
// nodes. The steps tell in which order things were done, and nothing else. Loose
// takes a send or receive for one moment, where the memory model and the detector
// know of its beginning and its end.
func (w *witness) orders(p *generated.Program, loose bool) map[int][]int {
	next := map[int][]int{}
	edge := func(from, to int) {
		if from >= 0 && to >= 0 {
			next[from] = append(next[from], to)
		}
	}
	for _, list := range w.of {
		for i := 1; i < len(list); i++ {
			edge(list[i-1], list[i])
		}
	}
	for _, a := range w.acts {
		if task, ok := w.tasks[a.c]; ok && (a.op == generated.Go || a.op == generated.WGGo) {
			edge(a.do, w.of[task][0])
		}
		if a.op == generated.Wait && a.signaled != nil {
			edge(a.signaled.do, a.did)
		}
	}
	w.lockOrder(p, edge)
	w.groupOrder(edge)
	w.atomicOrder(edge)
	w.timerOrder(edge)
	for c, room := range p.Chans {
		w.channelOrder(c, room, func(from *act, to int) {
			edge(from.do, to)
			if loose && from.did < to {
				edge(from.did, to)
			}
		})
	}
	var doer *act
	for _, a := range w.inOrder(func(a *act) bool { return a.op == generated.Do }) {
		if doer == nil {
			doer = a
		} else {
			edge(doer.ran, a.did)
		}
	}
	return next
}

// inOrder returns the acts that made steps, in the order of their first ones.
func (w *witness) inOrder(want func(*act) bool) []*act {
	var out []*act
	for _, a := range w.acts {
		if want(a) && a.first >= 0 {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b *act) int { return cmp.Compare(a.first, b.first) })
	return out
}

// lockOrder: whoever takes a lock comes after those who gave it back before;
// readers do not come after readers.
func (w *witness) lockOrder(p *generated.Program, edge func(from, to int)) {
	for _, a := range w.acts {
		l, takes, _, read := a.change(p.Conds)
		if !takes || a.did < 0 || a.op == generated.If && a.got == 0 {
			continue
		}
		for _, b := range w.acts {
			m, _, gives, byReader := b.change(p.Conds)
			if gives && m == l && b != a && b.first >= 0 && b.first < a.last && !(read && byReader) {
				edge(b.do, a.did)
			}
		}
	}
}

func (w *witness) groupOrder(edge func(from, to int)) {
	for _, a := range w.acts {
		if a.op != generated.WGWait || a.did < 0 {
			continue
		}
		for _, b := range w.acts {
			if b.op == generated.WGDone && b.a == a.a && b.first >= 0 && b.first < a.last {
				edge(b.do, a.did)
			}
		}
		for task, group := range w.group {
			end := w.of[task][len(w.of[task])-1]
			if done := w.stepAfter(task, w.nodes[end].step); group == a.a && w.ended[task] && done >= 0 && done < a.last {
				edge(end, a.did)
			}
		}
	}
}

// stepAfter returns the first step of a goroutine from a step on; -1 if there is
// none.
func (w *witness) stepAfter(task uint32, from int) int {
	for i := from; i < len(w.tr.Events); i++ {
		if w.tr.Events[i].Task == task {
			return i
		}
	}
	return -1
}

// atomicOrder: who looks comes after the write that is seen there, and an
// addition after the one before it.
func (w *witness) atomicOrder(edge func(from, to int)) {
	last := -1
	for _, a := range w.inOrder(func(a *act) bool {
		return a.op == generated.Add || a.op == generated.Store || a.op == generated.Load
	}) {
		if a.op != generated.Store {
			edge(last, a.did)
		}
		if a.op != generated.Load {
			last = a.do
		}
	}
}

// channelOrder: a value is sent before it is received; a place in the channel is
// free before it is taken; what is closed was open.
func (w *witness) channelOrder(c, room int, edge func(from *act, to int)) {
	sends := map[int]*act{} // by value
	var receives, left []*act
	var closed *act
	for _, a := range w.inOrder(func(*act) bool { return true }) {
		if x, ok := w.sent(a, c); ok {
			sends[x] = a
			left = append(left, a)
		}
		if _, ok := w.received(a, c); ok {
			receives = append(receives, a)
		}
		if a.op == generated.Close && a.a == c {
			closed = a
		}
	}
	// The order of values is that in which they came out.
	var in []*act
	for _, r := range receives {
		x, _ := w.received(r, c)
		if x == 0 {
			if closed != nil {
				edge(closed, r.did)
			}
			continue
		}
		s := sends[x]
		if s == nil {
			continue
		}
		edge(s, r.did)
		in = append(in, s)
		left = slices.DeleteFunc(left, func(a *act) bool { return a == s })
	}
	slices.SortStableFunc(left, func(a, b *act) int { return cmp.Compare(a.last, b.last) })
	taken := slices.Clone(in)
	in = append(in, left...)
	got := map[int]*act{}
	for _, r := range receives {
		if x, _ := w.received(r, c); sends[x] != nil {
			got[x] = r
		}
	}
	for k, s := range taken {
		if k+room < len(in) && in[k+room].did >= 0 {
			x, _ := w.sent(s, c)
			edge(got[x], in[k+room].did)
		}
	}
}

// sent returns what an act that is done sent to a channel.
func (w *witness) sent(a *act, c int) (x int, ok bool) {
	switch {
	case a.did < 0:
	case a.op == generated.Send && a.a == c:
		return a.b, true
	case a.op == generated.Select:
		if k, on, _ := a.taken(); on == sends+c {
			return a.c + k, true
		}
	}
	return 0, false
}

// received returns what an act that is done received from a channel; 0 if it was
// closed.
func (w *witness) received(a *act, c int) (x int, ok bool) {
	switch {
	case a.did < 0:
	case a.op == generated.Recv && a.b == c:
		return a.got, true
	case a.op == generated.Select:
		if _, on, x := a.taken(); on == c {
			return x, true
		}
	}
	return 0, false
}

// taken returns the case that a select has taken, its operand, and what was
// received; the default has operand -1.
func (a *act) taken() (k, on, x int) {
	if a.got == defaultCase {
		return 0, -1, 0
	}
	k = a.got / secondCase
	return k, []int{a.a, a.b}[k], a.got % secondCase
}

// timerOrder: what a timer does comes after the last that set it.
func (w *witness) timerOrder(edge func(from, to int)) {
	for _, a := range w.acts {
		if task, ok := w.tasks[a.c]; ok && a.op == generated.AfterFunc {
			edge(a.do, w.of[task][0])
		}
	}
	for _, b := range w.acts {
		if b.op != generated.RecvTimer || b.did < 0 {
			continue
		}
		set := -1
		for _, a := range w.inOrder(func(a *act) bool { return a.op == generated.ResetTimer }) {
			if a.first < b.last {
				set = a.do
			}
		}
		edge(set, b.did)
	}
}

// before reports whether node a comes before node b by the edges.
func before(next map[int][]int, a, b int) bool {
	seen := map[int]bool{}
	todo := []int{a}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == b {
			return true
		}
		if seen[n] {
			continue
		}
		seen[n] = true
		todo = append(todo, next[n]...)
	}
	return false
}
