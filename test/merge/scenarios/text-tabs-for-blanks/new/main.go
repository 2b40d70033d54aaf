func main() {
    load()
    if ok {
        run(1)
        wait()
    }
}
