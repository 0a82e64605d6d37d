package lockacrosschan

func publishAfter(f *feed, event int) {
	f.mu.Lock()
	f.sent++
	f.mu.Unlock()
	f.events <- event
}
