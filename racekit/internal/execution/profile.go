package execution

import (
	"cmp"
	"maps"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Bounds of a profile: the goroutines beyond them count as unknown, the
// objects with the fewest accesses are left out.
const (
	maxProfiled       = 4096
	maxProfiledObject = 32
)

// ProfileOf counts the events of an execution for the strategies that need to
// know how many there will be. It is nil if there is nothing to count.
func ProfileOf(t *trace.Trace) *sched.Profile {
	if t == nil || len(t.Events) == 0 {
		return nil
	}
	m := measure{tasks: map[uint32]*trace.Task{}, objects: map[uint32]*objectUse{}}
	for i := range t.Tasks {
		if i < maxProfiled {
			m.tasks[t.Tasks[i].ID] = &t.Tasks[i]
		}
	}
	all := map[uint32]uint32{}
	for _, e := range t.Events {
		if m.tasks[e.Task] == nil {
			continue
		}
		all[e.Task]++
		if e.Object != 0 && !joins(e.Op) {
			m.use(e)
		}
	}
	p := &sched.Profile{}
	m.weigh(p, 0, all)
	for i, o := range m.shared() {
		of := uint32(i + 1)
		p.Counts = append(p.Counts, o.count)
		m.weigh(p, of, o.events)
		for _, key := range slices.Sorted(maps.Keys(o.keys)) {
			p.Uses = append(p.Uses, sched.Use{Of: of, Key: key})
		}
	}
	return p
}

// joins reports whether o is of a WaitGroup. Most programs have one, its Add and
// Done commute, and their many orders would take most of the executions.
func joins(o sched.Op) bool { return o == sched.OpWGAdd || o == sched.OpWGDone || o == sched.OpWGWait }

type measure struct {
	tasks   map[uint32]*trace.Task
	objects map[uint32]*objectUse
}

// An objectUse is what was done with one object.
type objectUse struct {
	number uint32
	count  uint32
	events map[uint32]uint32 // by task
	keys   map[uint64]bool
	wrote  bool
}

func (m *measure) use(e trace.Event) {
	o := m.objects[e.Object]
	if o == nil {
		o = &objectUse{number: e.Object, events: map[uint32]uint32{}, keys: map[uint64]bool{}}
		m.objects[e.Object] = o
	}
	o.count++
	o.events[e.Task]++
	o.keys[sched.UseKey(m.tasks[e.Task].Signature, e.PC)] = true
	o.wrote = o.wrote || !sched.OnlyReads(e.Op)
}

// shared returns the objects whose events can race: those of at least two
// goroutines, of which at least one writes.
func (m *measure) shared() []*objectUse {
	var out []*objectUse
	for _, o := range m.objects {
		if o.wrote && len(o.events) > 1 {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *objectUse) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.number, b.number))
	})
	return out[:min(len(out), maxProfiledObject)]
}

// weigh adds the weights for events, which are counted by task. A child counts
// for all its ancestors too: until it starts its events are theirs.
func (m *measure) weigh(p *sched.Profile, of uint32, events map[uint32]uint32) {
	sum := map[uint64]uint32{}
	for id, n := range events {
		for range maxProfiled {
			t := m.tasks[id]
			if t == nil {
				break
			}
			sum[t.Signature] += n
			id = t.Parent
		}
	}
	for _, sig := range slices.Sorted(maps.Keys(sum)) {
		p.Weights = append(p.Weights, sched.Weight{Of: of, N: sum[sig], Sig: sig})
	}
}
