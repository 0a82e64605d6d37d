package ownershiptransfer

// A frame is what a sensor has measured.
type frame struct{ value int }

// A link takes frames from a sensor to its reader.
type link struct {
	frames chan *frame
	read   chan struct{} // if not nil, the reader says of each frame that it is done with it
}

// reader returns what it received, in order.
func (l *link) reader() (values []int) {
	for f := range l.frames {
		values = append(values, f.value)
		if l.read != nil {
			l.read <- struct{}{}
		}
	}
	return values
}

// A sensor sends the values 1 to n.
type sensor func(l *link, n int)

func reuse(l *link, n int) {
	defer close(l.frames)
	var f frame
	for v := range n {
		f.value = v + 1
		l.frames <- &f
	}
}
