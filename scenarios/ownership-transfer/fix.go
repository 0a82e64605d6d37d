package ownershiptransfer

func sendCopy(l *link, n int) {
	defer close(l.frames)
	var f frame
	for v := range n {
		f.value = v + 1
		sent := f
		l.frames <- &sent
	}
}

func reuseWhenRead(l *link, n int) {
	defer close(l.frames)
	var f frame
	for v := range n {
		f.value = v + 1
		l.frames <- &f
		<-l.read
	}
}
