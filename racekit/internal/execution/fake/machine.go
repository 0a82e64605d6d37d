package fake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

type task struct {
	id     uint32
	parent uint32
	made   uint32 // pc of the go statement
	ops    []Op
	next   int
	reg    int
	ended  bool
}

// A machine is one execution.
type machine struct {
	spec    execution.Spec
	process *process
	sched   *sched.Scheduler
	events  []sched.Event
	tasks   []*task // by id-1
	vars    map[string]*int
	objects map[string]uint64
	touched map[string][]touch // plain accesses by variable
	output  bytes.Buffer
	choices [][]trace.Choice // per step, for Spec.Wide
	skipped bool
	over    bool
	out     execution.Outcome
}

const (
	maxTasks  = 64
	maxEvents = 1 << 14
)

// A strategy's state is global, as there is one in a worker's runtime.
var oneAtATime sync.Mutex

// run executes program once.
func run(program Program, p *process, spec execution.Spec) (execution.Outcome, execution.Run) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	m := &machine{spec: spec, process: p, sched: &sched.Scheduler{}, events: make([]sched.Event, maxEvents),
		vars: map[string]*int{}, objects: map[string]uint64{}, touched: map[string][]touch{}}
	s := m.sched
	s.Init(sched.Memory{Tasks: make([]sched.Task, maxTasks), Line: make([]sched.Link, maxTasks), Family: make([]sched.Kin, maxTasks), Ready: make([]sched.Entry, maxTasks), Places: make([]uint32, maxTasks),
		Events: m.events, Objects: make([]sched.Object, 256),
		Pairs: sched.Cover{Seen: make([]uint64, sched.CoverWords), Found: make([]uint32, 1024)}})
	limit := spec.MaxSteps
	if limit == 0 {
		limit = execution.DefaultMaxSteps
	}
	seed := sched.Derive(spec.Seed, spec.Index)
	var profile sched.Profile
	if spec.Profile != nil {
		profile = *spec.Profile
	}
	var turns execution.Plan
	if len(spec.Plans) > 0 {
		turns, spec.Strategy = spec.Plans[0], sched.Config{}
	}
	if spec.Wide {
		s.Widen(make([]sched.Offer, maxEvents))
	}
	s.Begin(sched.Options{Config: spec.Strategy.At(spec.Index), Profile: profile, Seed: seed, Script: spec.Script, Turns: turns, Planned: len(spec.Plans) > 0,
		Cooperative: spec.Model == execution.Cooperative, FairAt: limit / 2, Wide: spec.Wide}, 0)
	pc := uint32(0)
	m.start(0, 0, number(program, &pc))
	m.loop(limit)

	o := &m.out
	o.Index, o.Seed, o.Hash, o.Steps, o.Switches = spec.Index, seed, s.Hash, s.Steps, s.Switches
	o.Test, o.DivergedAt = spec.Test, s.Diverged
	if m.skipped && o.Status == execution.Passed {
		o.Status = execution.Skipped
	}
	o.Fit(spec.Script)
	if spec.Learn {
		o.Sites = m.contended()
	}
	m.describe()
	return *o, m.summary()
}

func (m *machine) start(parent, made uint32, ops []Op) {
	id := m.sched.Spawn()
	m.tasks = append(m.tasks, &task{id: id, parent: parent, made: made, ops: ops})
	m.sched.Task(id).PC = uint64(made)
	m.sched.Fork(id, parent, uint64(made))
	m.sched.Ready(id)
}

// loop runs until nobody can go on.
func (m *machine) loop(limit int) {
	cur := uint32(0)
	for !m.over {
		if m.sched.NumReady() == 0 {
			m.stuck()
			return
		}
		if m.sched.Steps >= limit {
			m.out.Status, m.out.Message = execution.Livelock, fmt.Sprintf("no end after %d steps", limit)
			return
		}
		if cur != 0 && !m.sched.IsReady(cur) {
			cur = 0
		}
		yields := cur != 0 && m.sched.Task(cur).Op == sched.OpYield
		if m.spec.Wide {
			m.choices = append(m.choices, m.offer())
		}
		cur = m.sched.Pick(cur, yields)
		m.step(m.tasks[cur-1])
		m.wake()
	}
}

// step performs t's pending operation and goes on to the next scheduling point.
func (m *machine) step(t *task) {
	if m.sched.Task(t.id).Op == sched.OpStart && m.arrive(t) {
		return
	}
	for {
		o := &t.ops[t.next]
		if o.enabled != nil && !o.enabled(m, t) {
			m.sched.Block(t.id)
			return
		}
		t.next++
		m.perform(t, o)
		if m.over || m.arrive(t) {
			return
		}
	}
}

func (m *machine) perform(t *task, o *Op) {
	switch o.op {
	case sched.OpRead, sched.OpWrite:
		m.touched[o.object] = append(m.touched[o.object], touch{t.id, o.pc, o.op == sched.OpWrite})
	case sched.OpGo:
		m.start(t.id, o.pc, o.body)
	}
	if o.do != nil {
		o.do(m, t)
	}
}

// arrive sets t's pending operation, and reports whether it is a scheduling
// point.
func (m *machine) arrive(t *task) bool {
	for t.next < len(t.ops) && t.ops[t.next].op == sched.OpNone {
		branch, rest := t.ops[t.next], t.ops[t.next+1:]
		if t.reg == branch.n && branch.again {
			rest = t.ops[t.next:]
		}
		if t.reg == branch.n {
			rest = slices.Concat(branch.body, rest)
		}
		t.ops, t.next = rest, 0
	}
	if t.next == len(t.ops) {
		t.ended = true
		m.sched.End(t.id)
		return true
	}
	o := &t.ops[t.next]
	pending := m.sched.Task(t.id)
	pending.Op, pending.PC, pending.Object = o.op, uint64(o.pc), m.object(o.object)
	plain := o.op == sched.OpRead || o.op == sched.OpWrite
	return !plain || slices.Contains(m.spec.Sites, o.pc)
}

// offer lists who can run, and what each is about to do.
func (m *machine) offer() []trace.Choice {
	var out []trace.Choice
	for _, t := range m.tasks {
		if !m.sched.IsReady(t.id) {
			continue
		}
		c := trace.Choice{Task: t.id, Op: sched.OpStart, PC: t.made}
		if m.sched.Task(t.id).Op != sched.OpStart {
			o := &t.ops[t.next]
			c.Op, c.PC, c.Object = o.op, o.pc, m.object(o.object)
			c.Waits = o.op != sched.OpSend && o.op != sched.OpRecv && o.op != sched.OpSelect && o.enabled != nil && !o.enabled(m, t)
		}
		m.sched.Task(t.id).Waits = c.Waits
		out = append(out, c)
	}
	return out
}

// wake makes those ready whose operation has become possible.
func (m *machine) wake() {
	for _, t := range m.tasks {
		if t.ended || m.sched.IsReady(t.id) {
			continue
		}
		if o := &t.ops[t.next]; o.enabled == nil || o.enabled(m, t) {
			m.sched.Task(t.id).Op = sched.OpResume
			m.sched.Ready(t.id)
		}
	}
}

// stuck decides what it means that nobody can go on.
func (m *machine) stuck() {
	if !m.tasks[0].ended {
		m.out.Status, m.out.Message = execution.Deadlock, "all goroutines are asleep"
		return
	}
	for _, t := range m.tasks {
		if !t.ended && m.spec.Leaks {
			m.out.Leaked = append(m.out.Leaked, t.id)
		}
	}
}

// at returns a variable, which is 0 at first.
func (m *machine) at(name string) *int {
	vars := m.vars
	if strings.HasPrefix(name, "process.") {
		vars = m.process.vars
	}
	if vars[name] == nil {
		vars[name] = new(int)
	}
	return vars[name]
}

// object returns the address of a variable.
func (m *machine) object(name string) uint64 {
	if name == "" {
		return 0
	}
	if m.objects[name] == 0 {
		m.objects[name] = uint64(len(m.objects)+1) * 8
	}
	return m.objects[name]
}

func (m *machine) fail(t *task, format string, args ...any) {
	fmt.Fprintf(&m.output, "    prog.go:%d: %s\n", t.ops[t.next-1].pc, fmt.Sprintf(format, args...))
	m.out.Status = execution.Failed
}

func (m *machine) panic(t *task, text string) {
	m.over = true
	m.out.Status, m.out.Message, m.out.Culprit = execution.Panicked, text, t.id
	m.out.Stack = frames(t.ops[t.next-1].pc)
}

func (m *machine) crash(text string) {
	m.over, m.process.dead = true, true
	m.out.Status, m.out.Message = execution.Crashed, text
}
