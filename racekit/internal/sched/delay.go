package sched

// delay is delay bounding (Emmi, Qadeer, Rakamaric, POPL 2011): the default
// schedule, but at Depth random steps the task that would run goes to the end
// of the line. How many schedules there are depends on the steps and the
// delays, not on the number of tasks.
type delay struct {
	line   fifo
	delays changes
}

var theDelay delay

func (d *delay) Begin(s *Scheduler) {
	d.line.Begin(s)
	n := s.cfg.Depth
	if n <= 0 {
		n = 1 + int(s.Rand.N(drawnDepths))
	}
	d.delays.draw(s, n)
}

func (d *delay) Enter(s *Scheduler, id uint32) { d.line.Enter(s, id) }
func (d *delay) Yield(s *Scheduler, id uint32) { d.line.Yield(s, id) }
func (*delay) Fork(*Scheduler, uint32, uint32) {}
func (*delay) Step(*Scheduler, uint32)         {}

func (d *delay) Pick(s *Scheduler, cur uint32) uint32 {
	id := d.line.Pick(s, cur)
	if d.delays.find(s.contested) < 0 {
		return id
	}
	d.line.Yield(s, id)
	return s.top()
}
