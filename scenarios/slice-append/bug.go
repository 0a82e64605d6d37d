package sliceappend

type plainList struct{ values []int }

func (l *plainList) Put(_, v int) { l.values = append(l.values, v) }

func (l *plainList) Values() []int { return l.values }
