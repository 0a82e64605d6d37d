package sched

// A Kin is where a task comes from. Its signature is the same in every
// execution in which its ancestors start their goroutines in the same order at
// the same places, whatever the schedule is.
type Kin struct {
	Sig     uint64
	site    uint64 // of the go statement
	nth     uint32 // among its parent's children of that site, from 1; or together of all
	kids    uint32 // children so far
	child   uint32 // the last one
	sibling uint32 // the parent's child before it
	weight  uint32 // events that the profile expects of it and of children not yet started
}

// siblings bounds the search for an older child of the same site. A child for
// which it does not end is numbered among all its parent's children.
const (
	siblings = 16
	ofAll    = 1 << 31 // marks such a number
)

// rootSig is the signature of task 1.
const rootSig = 0x5c1ed01

// Fork tells where task id comes from, before it becomes ready: parent started
// it at site. parent 0 is nobody.
func (s *Scheduler) Fork(id, parent uint32, site uint64) {
	if len(s.mem.Family) == 0 {
		return
	}
	k := &s.mem.Family[id]
	*k = Kin{site: site, nth: 1}
	p := &s.mem.Family[parent] // Family[0] has the children of nobody
	p.kids++
	for older, looked := p.child, 0; older != 0; looked++ {
		o := &s.mem.Family[older]
		if looked == siblings || o.site == site && o.nth >= ofAll {
			k.nth = ofAll | p.kids
			break
		}
		if o.site == site {
			k.nth = o.nth + 1
			break
		}
		older = o.sibling
	}
	k.Sig = mix(mix(p.Sig+mix(site)) + uint64(k.nth))
	k.sibling, p.child = p.child, id
	if id == 1 {
		k.Sig = rootSig // whoever starts it
	}
	k.weight = s.prof.weight(s.focus, k.Sig)
	if parent != 0 {
		p.weight -= min(p.weight, k.weight)
		s.strategy.Fork(s, id, parent)
	}
}

// End says that id has ended.
func (s *Scheduler) End(id uint32) {
	s.Block(id)
	if len(s.mem.Family) != 0 {
		s.mem.Family[id].weight = 0
	}
}

// Signature returns that of task id; 0 if there is no memory for families.
func (s *Scheduler) Signature(id uint32) uint64 {
	if len(s.mem.Family) == 0 {
		return 0
	}
	return s.mem.Family[id].Sig
}

// weigh gives the tasks from before this execution their weights.
func (s *Scheduler) weigh(keep uint32) {
	if len(s.mem.Family) == 0 {
		return
	}
	s.mem.Family[0] = Kin{}
	for id := uint32(1); id <= keep; id++ {
		sig := mix(uint64(id))
		s.mem.Family[id] = Kin{Sig: sig, weight: s.prof.weight(s.focus, sig)}
	}
}

// weight returns that of id, at least 1.
func (s *Scheduler) weight(id uint32) uint32 {
	if len(s.mem.Family) == 0 {
		return 1
	}
	return max(1, s.mem.Family[id].weight)
}

// spend takes one event off the weight of id.
func (s *Scheduler) spend(id uint32) {
	if len(s.mem.Family) != 0 && s.mem.Family[id].weight > 0 {
		s.mem.Family[id].weight--
	}
}
