package handrolledlock

type turnFirstLock struct{ petersonLock }

func (l *turnFirstLock) Lock(i int) {
	l.turn.Store(int32(1 - i))
	l.wants[i].Store(true)
	l.wait(i)
}
