def main():
    load()
    connect(2)
    run()
    flush()
    close()


main()
