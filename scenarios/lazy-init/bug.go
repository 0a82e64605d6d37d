package lazyinit

type plainLazy struct {
	build func() *service
	inst  *service
}

func (l *plainLazy) Get() *service {
	if l.inst == nil {
		l.inst = l.build()
	}
	return l.inst
}
