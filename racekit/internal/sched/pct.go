package sched

// pct is Probabilistic Concurrency Testing (Burckhardt, Kothari, Musuvathi,
// Nagarakatti, ASPLOS 2010): tasks have random priorities, the highest ready
// one runs, and at d-1 random steps the running one falls below all others. A
// bug of depth d in a program of n tasks and k steps is found with probability
// at least 1/(n*k^(d-1)). Only steps with a choice count.
type pct struct {
	changes [maxDepth]int // steps at which the running task falls; unordered
	n       int           // changes in use
	low     uint64        // the priority of the last task that yielded
}

const (
	maxDepth     = 16
	drawnDepths  = 3       // depth 0 draws 1..3
	highPrio     = 1 << 63 // priorities drawn at the start are above this
	changedPrio  = 1 << 32 // those at change points are just above this
	yieldedPrio  = 1 << 31 // those of tasks that yielded are below this
	defaultSteps = 100     // k before there is an estimate
)

var thePCT pct

func (p *pct) Begin(s *Scheduler) {
	d := s.cfg.Depth
	if d <= 0 {
		d = 1 + int(s.Rand.N(drawnDepths))
	}
	d = min(d, maxDepth)
	k := s.cfg.Steps
	if k <= 0 {
		k = defaultSteps
	}
	p.low = yieldedPrio
	p.n = 0
	for p.n < d-1 && p.n < k {
		step := 1 + int(s.Rand.N(uint32(k)))
		if !p.changesAt(step) {
			p.changes[p.n] = step
			p.n++
		}
	}
}

func (p *pct) changesAt(step int) bool {
	for _, c := range p.changes[:p.n] {
		if c == step {
			return true
		}
	}
	return false
}

// Enter draws a priority for a new task, which is an insertion at a random
// rank. A task that is woken keeps its own.
func (p *pct) Enter(s *Scheduler, id uint32) {
	t := &s.mem.Tasks[id]
	if t.Op == OpStart || t.Prio == 0 {
		t.Prio = highPrio | s.Rand.Next()
	}
}

func (p *pct) Yield(s *Scheduler, id uint32) {
	p.low--
	s.SetPrio(id, p.low)
}

func (p *pct) Pick(s *Scheduler, _ uint32) uint32 {
	id := s.top()
	for j, c := range p.changes[:p.n] {
		if c == s.contested {
			s.SetPrio(id, changedPrio+uint64(p.n-j))
			id = s.top()
			break
		}
	}
	return id
}
