package offload

func offloadPosted(l *loop, work func() int) {
	l.workers.Go(func() {
		result := work()
		l.tasks <- func() { l.total += result }
	})
}
