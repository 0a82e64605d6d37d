package linear

import (
	"reflect"
	"sync/atomic"
)

// A History is what the calls of one execution did.
type History struct {
	Program Program
	Records [][]*Record // as Program's parts: before, the threads, after
	Stuck   bool        // nothing could run before all calls had returned
}

// A Record is one call. It is written by the goroutine that makes the call, and
// read by another when that is done. The accesses are hidden from the race
// detector, so that they order nothing among the calls.
type Record struct {
	op       Op
	method   *Method
	instance reflect.Value
	args     []reflect.Value
	call     int64 // of the clock; 0 is not called
	ret      int64 // 0 is not returned
	results  observation
	visits   *visits
	done     atomic.Bool // orders the call before what reads its results
}

//go:norace
func (r *Record) begin(now int64) { r.call = now }

//go:norace
func (r *Record) end(now int64, o observation) {
	r.results, r.ret = o, now
	r.done.Store(true)
}

// prepare copies the arguments for the goroutine that makes the call.
//
//go:norace
func (r *Record) prepare() (m *Method, instance reflect.Value, args []reflect.Value, v *visits) {
	args = make([]reflect.Value, len(r.args))
	//lint:ignore S1001 the race detector sees copy
	for i := range r.args {
		args[i] = r.args[i]
	}
	return r.method, r.instance, args, r.visits
}

//go:norace
func (r *Record) times() (call, ret int64) {
	if !r.done.Load() {
		return r.call, 0
	}
	return r.call, r.ret
}

//go:norace
func (r *Record) observed() observation { return r.results }

func (r *Record) returned() bool {
	_, ret := r.times()
	return ret > 0
}

// A Clock orders calls and returns. It must not order them for the race
// detector. Two readings may be equal: such events count as simultaneous.
type Clock func() int64

// record makes the arguments of an operation.
func (s *Subject) record(op Op, instance reflect.Value) *Record {
	m := s.Methods[op.Method]
	r := &Record{op: op, method: m, instance: instance, visits: &visits{}}
	for i, p := range m.in {
		r.args = append(r.args, p.value(op.Args[i], r.visits))
	}
	return r
}

// run makes the call.
func (r *Record) run(index func(*Method) int, now Clock) {
	m, instance, args, v := r.prepare()
	f := instance.Method(index(m))
	r.begin(now())
	o := m.call(f, args, v)
	r.end(now(), o)
}

func own(m *Method) int { return m.own }

func ref(m *Method) int { return m.ref }

// call calls f and looks at what it returns, as a caller does. A panic is a
// result like any other.
func (m *Method) call(f reflect.Value, args []reflect.Value, v *visits) (o observation) {
	returned := false
	defer func() {
		if !returned {
			o = observePanic(orGoexit(recover()), v)
		}
	}()
	var results []reflect.Value
	if m.spread {
		results = f.CallSlice(args)
	} else {
		results = f.Call(args)
	}
	o = observe(m, results, v)
	returned = true
	return o
}

func orGoexit(p any) any {
	if p == nil {
		return "runtime.Goexit"
	}
	return p
}

// Begin returns the history of an execution that has not started. Run makes it.
func (s *Subject) Begin(p Program) *History {
	h := &History{Program: p}
	for _, ops := range p.parts() {
		h.Records = append(h.Records, make([]*Record, len(ops)))
	}
	return h
}

// Prepare makes the instance and the arguments of a history's calls.
func (s *Subject) Prepare(h *History) {
	instance := s.make()
	for i, ops := range h.Program.parts() {
		for k, op := range ops {
			h.Records[i][k] = s.record(op, instance)
		}
	}
}

// Run makes the calls that are prepared. It returns when all have; start begins
// a goroutine, wait waits for all those begun.
func (h *History) Run(now Clock, start func(func()), wait func()) {
	last := len(h.Records) - 1
	sequence(h.Records[0], now)
	for _, thread := range h.Records[1:last] {
		start(func() { sequence(thread, now) })
	}
	wait()
	sequence(h.Records[last], now)
}

func sequence(records []*Record, now Clock) {
	for _, r := range records {
		r.run(own, now)
	}
}
