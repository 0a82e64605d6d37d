package sched

import (
	"cmp"
	"slices"
)

// A program is what the tests schedule: each task takes its number of steps
// and ends. No step blocks.
type program []int

func newScheduler(tasks, events int) *Scheduler {
	s := new(Scheduler)
	s.Init(Memory{
		Tasks:   make([]Task, tasks+2),
		Family:  make([]Kin, tasks+2),
		Ready:   make([]Entry, tasks+2),
		Line:    make([]Link, tasks+2),
		Places:  make([]uint32, tasks+2),
		Events:  make([]Event, events),
		Objects: make([]Object, 4096),
	})
	return s
}

// run schedules p and returns who ran at each step.
func (p program) run(s *Scheduler, o Options) []uint32 {
	s.Begin(o, 0)
	left := make([]int, len(p)+1)
	for _, n := range p {
		id := s.Spawn()
		left[id] = n
		s.Task(id).Op = OpStart
		s.Fork(id, 0, 7)
		s.Ready(id)
	}
	var order []uint32
	cur := uint32(0)
	for s.NumReady() > 0 {
		id := s.Pick(cur, false)
		t := s.Task(id)
		t.Op, t.PC, t.Object = OpAtomicRMW, uint64(id), uint64(1000+len(order))
		order = append(order, id)
		if left[id]--; left[id] == 0 {
			s.End(id)
			cur = 0
		} else {
			cur = id
		}
	}
	return order
}

func (p program) steps() int {
	n := 0
	for _, k := range p {
		n += k
	}
	return n
}

// profile is exact: each task has its number of events.
func (p program) profile() Profile {
	s := newScheduler(len(p), 0)
	p.run(s, Options{})
	var out Profile
	for i, n := range p {
		out.Weights = append(out.Weights, Weight{N: uint32(n), Sig: s.Signature(uint32(i + 1))})
	}
	out.sort()
	return out
}

// A script is the operations of a task: the object that each is on, from 1.
type script []uint64

// A cast is tasks that take the steps of their scripts. No step blocks. The pc
// of a step is its place in its task's script.
type cast []script

// run schedules c and returns who ran at each step.
func (c cast) run(s *Scheduler, o Options) []uint32 {
	s.Begin(o, 0)
	next := make([]int, len(c)+1)
	pend := func(id uint32) {
		*s.Task(id) = Task{Prio: s.Task(id).Prio, Op: OpAtomicRMW, PC: uint64(next[id] + 1), Object: c[id-1][next[id]]}
	}
	for range c {
		id := s.Spawn()
		pend(id)
		s.Fork(id, 0, 7)
		s.Ready(id)
	}
	var order []uint32
	cur := uint32(0)
	for s.NumReady() > 0 {
		id := s.Pick(cur, false)
		order = append(order, id)
		cur = id
		if next[id]++; next[id] == len(c[id-1]) {
			s.End(id)
			cur = 0
		} else {
			pend(id)
		}
	}
	return order
}

// profile is exact.
func (c cast) profile() Profile {
	s := newScheduler(len(c), 0)
	c.run(s, Options{})
	objects := uint64(0)
	for _, ops := range c {
		objects = max(objects, slices.Max(ops))
	}
	out := Profile{Counts: make([]uint32, objects)}
	for i, ops := range c {
		sig := s.Signature(uint32(i + 1))
		n := make([]uint32, objects+1)
		n[0] = uint32(len(ops))
		for pc, object := range ops {
			n[object]++
			out.Counts[object-1]++
			out.Uses = append(out.Uses, Use{Of: uint32(object), Key: UseKey(sig, uint32(pc+1))})
		}
		for of, k := range n {
			if k > 0 {
				out.Weights = append(out.Weights, Weight{Of: uint32(of), N: k, Sig: sig})
			}
		}
	}
	out.sort()
	return out
}

func (p *Profile) sort() {
	slices.SortFunc(p.Weights, func(a, b Weight) int { return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Sig, b.Sig)) })
	slices.SortFunc(p.Uses, func(a, b Use) int { return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Key, b.Key)) })
}
