package publication

type plainBox struct {
	data  int
	ready bool
}

func (b *plainBox) Publish(v int) {
	b.data = v
	b.ready = true
}

func (b *plainBox) Read() (int, bool) {
	if !b.ready {
		return 0, false
	}
	return b.data, true
}
